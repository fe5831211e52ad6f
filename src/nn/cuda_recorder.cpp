#include <exception>
#include <string>
#include <utility>

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include "dragoman/kernels/cuda.h"
#include "nn/recorder.h"

namespace dragoman {

namespace allocator = c10::cuda::CUDACachingAllocator;

/// A stream, as nothing can be recorded on the default one; and memory that is not given to anybody
/// else while a recording may still use it.
struct Recorder::Place {
  c10::cuda::CUDAStream stream;
  at::MempoolId_t pool = at::cuda::graph_pool_handle();

  explicit Place(torch::DeviceIndex device)
      : stream(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, device)) {
    allocator::createOrIncrefPool(device, pool);
  }
  ~Place() {
    allocator::releasePool(stream.device_index(), pool);
    allocator::emptyCache();  // nobody else would be given what was the pool's
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
};

namespace {

/// While it lives, what the stream allocates comes from the pool.
class AllocationFrom {
 public:
  AllocationFrom(c10::cuda::CUDAStream stream, at::MempoolId_t pool)
      : device_(stream.device_index()), pool_(pool) {
    allocator::beginAllocateToPool(
        device_, pool_, [own = stream.stream()](cudaStream_t other) { return other == own; });
  }
  ~AllocationFrom() {
    allocator::endAllocateToPool(device_, pool_);
    allocator::releasePool(device_, pool_);  // which `beginAllocateToPool` has taken once more
  }
  AllocationFrom(const AllocationFrom&) = delete;
  AllocationFrom& operator=(const AllocationFrom&) = delete;

 private:
  torch::DeviceIndex device_;
  at::MempoolId_t pool_;
};

struct DestroyGraph {
  void operator()(cudaGraph_t graph) const { C10_CUDA_CHECK_WARN(cudaGraphDestroy(graph)); }
};
struct DestroyExecutable {
  void operator()(cudaGraphExec_t graph) const { C10_CUDA_CHECK_WARN(cudaGraphExecDestroy(graph)); }
};
using Graph = std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, DestroyGraph>;
using Executable = std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, DestroyExecutable>;

/// What `work` launches on the stream.
Graph captured(const std::function<void()>& work, cudaStream_t stream) {
  // Other threads may allocate meanwhile.
  C10_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
  cudaGraph_t graph = nullptr;
  try {
    work();
  } catch (...) {  // the stream takes launches again
    static_cast<void>(cudaStreamEndCapture(stream, &graph));
    static_cast<void>(cudaGetLastError());
    const Graph unused(graph);
    throw;
  }
  C10_CUDA_CHECK(cudaStreamEndCapture(stream, &graph));
  return Graph(graph);
}

Executable recorded(const std::function<void()>& work, c10::cuda::CUDAStream stream,
                    at::MempoolId_t pool) {
  const c10::cuda::CUDAStreamGuard guard(stream);
  const cuda::OnStream launches(stream.stream());
  const AllocationFrom allocation(stream, pool);
  const Graph graph = captured(work, stream.stream());
  cudaGraphExec_t executable = nullptr;
  C10_CUDA_CHECK(cudaGraphInstantiate(&executable, graph.get(), 0));
  return Executable(executable);
}

}  // namespace

Recorder::Recorder(torch::Device device)
    : place_(device.is_cuda() ? std::make_shared<Place>(device.index()) : nullptr) {}

Recorder::~Recorder() = default;

bool Recorder::pays_on(torch::Device device) {
  return device.is_cuda();
}

bool Recorder::has_room() const {
  if (!place_) return true;
  const c10::cuda::CUDAGuard guard(place_->stream.device_index());
  size_t free = 0, all = 0;
  C10_CUDA_CHECK(cudaMemGetInfo(&free, &all));
  return free >= all / 4;
}

std::function<void()> Recorder::record(std::function<void()> work) {
  if (!place_) return work;
  std::shared_ptr<std::remove_pointer_t<cudaGraphExec_t>> graph;
  try {
    graph = recorded(work, place_->stream, place_->pool);
  } catch (const std::exception& error) {
    const std::string text = error.what();
    TORCH_WARN_ONCE("steps are launched one kernel at a time, as they cannot be recorded: ",
                    text.substr(0, text.find('\n')));
    return work;
  }
  // `work` is kept as well: it may own the memory that it works on.
  return [graph, work, place = place_] {
    const torch::DeviceIndex device = place->stream.device_index();
    const c10::cuda::CUDAGuard guard(device);
    C10_CUDA_CHECK(cudaGraphLaunch(graph.get(), c10::cuda::getCurrentCUDAStream(device)));
  };
}

}  // namespace dragoman
