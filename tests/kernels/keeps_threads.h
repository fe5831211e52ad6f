#pragma once
#include <gtest/gtest.h>

#include "dragoman/kernels/threads.h"

namespace dragoman {

/// Whatever number of threads a test sets, the next one has the one before.
class KeepsThreads : public testing::Test {
 protected:
  ~KeepsThreads() override { set_kernel_threads(before_); }

 private:
  int before_ = kernel_threads();
};

}  // namespace dragoman
