#pragma once

namespace dragoman::cuda {

/// Whether the kernels for GPUs were built: then every kernel that takes an Array takes it on a
/// GPU, too.
bool is_available();

/// While it lives, kernels that this thread starts go to a stream (a cudaStream_t) instead of the
/// default one.
class OnStream {
 public:
  explicit OnStream(void* stream);
  ~OnStream();
  OnStream(const OnStream&) = delete;
  OnStream& operator=(const OnStream&) = delete;

 private:
  void* before_;
};

}  // namespace dragoman::cuda
