#include "training/gpu_sum.h"

namespace dragoman {

std::unique_ptr<GpuSum> meet_on_gpus(const c10::intrusive_ptr<c10d::Store>&, const Launch&) {
  return nullptr;
}

}  // namespace dragoman
