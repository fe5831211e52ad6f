#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/kernels/cuda.h"
#include "kernels/cuda/kernels.h"

namespace dragoman::cuda {

bool is_available() {
  return true;
}

namespace {

thread_local void* launch_stream = nullptr;

}  // namespace

OnStream::OnStream(void* stream) : before_(std::exchange(launch_stream, stream)) {}

OnStream::~OnStream() {
  launch_stream = before_;
}

void* stream_of_launches() {
  return launch_stream;
}

void refuse_launch(const char* reason) {
  fail("a kernel on the GPU did not start: {}", reason);
}

}  // namespace dragoman::cuda
