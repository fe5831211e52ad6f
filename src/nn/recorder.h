#pragma once
#include <functional>
#include <memory>

#include <torch/types.h>

namespace dragoman {

/// Records work of a device that is done again and again. Many small kernels take a GPU less time
/// than their launches take the CPU; recorded (as a CUDA graph), one call starts them all. On the
/// CPU nothing is recorded. For one thread at a time, as is what it records.
class Recorder {
 public:
  explicit Recorder(torch::Device device);

  /// Whether there is anything to record.
  static bool pays_on(torch::Device device);

  /// Whether a quarter of the device's memory is free: recordings keep theirs.
  bool has_room() const;

  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// @param work launches the same kernels on the same memory each time, but for memory that it
  ///        allocates; waits for nothing, draws no random numbers, and was done before. It is
  ///        called once where it is recorded, without being done, and each time where it cannot be.
  /// @return does it. All recordings share the memory that they allocate: what one has made there
  ///         lasts until the next is done. It may outlive the recorder.
  std::function<void()> record(std::function<void()> work);

 private:
  struct Place;  // where recordings are made and allocate

  std::shared_ptr<Place> place_;
};

}  // namespace dragoman
