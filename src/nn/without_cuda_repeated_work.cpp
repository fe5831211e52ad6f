#include "nn/repeated_work.h"

namespace dragoman {

struct RepeatedWork::Recording {};

RepeatedWork::RepeatedWork(std::function<void()> work, torch::Device device)
    : work_(std::move(work)), device_(device) {}

RepeatedWork::~RepeatedWork() = default;

void RepeatedWork::run() {
  work_();
}

}  // namespace dragoman
