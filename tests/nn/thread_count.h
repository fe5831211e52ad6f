#pragma once
#include <ATen/Parallel.h>

#include "dragoman/kernels/threads.h"

namespace dragoman {

/// LibTorch and the kernels compute with `count` threads as long as this lives.
class ThreadCount {
 public:
  explicit ThreadCount(int count) : before_(at::get_num_threads()) { set(count); }
  ~ThreadCount() { set(before_); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  static void set(int count) {
    at::set_num_threads(count);
    set_kernel_threads(count);
  }

  int before_;
};

}  // namespace dragoman
