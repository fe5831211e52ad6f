#pragma once
#include <functional>
#include <memory>

#include <torch/types.h>

namespace dragoman {

/// Work that is done again and again on the same tensors, and changes them in place. Many small
/// kernels take a GPU less time than their launches take the CPU: so they are recorded once (a CUDA
/// graph), and one call starts them all from then on.
class RepeatedWork {
 public:
  /// @param work launches the same kernels on the same memory each time, but for memory that it
  ///        allocates, waits for nothing, and draws no random numbers. On a GPU it is called once,
  ///        and what it allocates lives as long as this.
  RepeatedWork(std::function<void()> work, torch::Device device);
  ~RepeatedWork();
  RepeatedWork(const RepeatedWork&) = delete;
  RepeatedWork& operator=(const RepeatedWork&) = delete;

  void run();

 private:
  struct Recording;

  std::function<void()> work_;
  torch::Device device_;
  std::unique_ptr<Recording> recording_;  // null: `work_` is called each time
};

}  // namespace dragoman
