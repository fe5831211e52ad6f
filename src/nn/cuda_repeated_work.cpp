#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include "nn/repeated_work.h"

namespace dragoman {

struct RepeatedWork::Recording {
  at::cuda::CUDAGraph graph;
  bool is_done = false;

  void record(const std::function<void()>& work, torch::DeviceIndex device) {
    // Nothing can be recorded on the default stream. That of the thread is one for all recordings:
    // cuBLAS keeps memory for each stream it has seen.
    const c10::cuda::CUDAStreamGuard guard(
        at::cuda::getStreamFromExternal(cudaStreamPerThread, device));
    // Other threads may allocate meanwhile.
    graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
    try {
      work();
    } catch (...) {
      end_in_vain();
      throw;
    }
    graph.capture_end();
    is_done = true;
  }

 private:
  /// So that the thread can launch again.
  void end_in_vain() {
    try {
      graph.capture_end();
    } catch (const c10::Error&) {  // it says once more what the first error did
    }
  }
};

RepeatedWork::RepeatedWork(std::function<void()> work, torch::Device device)
    : work_(std::move(work)),
      device_(device),
      recording_(device.is_cuda() ? new Recording : nullptr) {}

RepeatedWork::~RepeatedWork() = default;

void RepeatedWork::run() {
  if (!recording_) return work_();
  const c10::cuda::CUDAGuard guard(device_.index());
  try {
    if (!recording_->is_done) recording_->record(work_, device_.index());
  } catch (const c10::Error& error) {
    TORCH_WARN_ONCE("steps are launched one kernel at a time, as they cannot be recorded: ",
                    error.what_without_backtrace());
    recording_.reset();
    return work_();
  }
  recording_->graph.replay();
}

}  // namespace dragoman
