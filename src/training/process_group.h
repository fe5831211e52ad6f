#pragma once
#include <functional>
#include <memory>
#include <vector>

#include <torch/types.h>

#include "dragoman/training/launch.h"
#include "training/heartbeat.h"

namespace dragoman {

using torch::Tensor;

/// What carries tensors between processes. Every call is made by all of them; each throws where
/// another has ended.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;
  virtual std::function<void()> add_up(const Tensor& values) = 0;  // which waits for the end
  virtual void spread(const Tensor& values) = 0;                   // from process 0
  virtual std::vector<Tensor> gather(const Tensor& values) = 0;    // of equal shape, by rank
  virtual void close() = 0;                                        // all but the board
  virtual const Blackboard& board() const = 0;
};

/// Meets the other processes. @throws std::exception where they do not come within minutes
std::unique_ptr<ProcessGroup> meet(const Launch& launch);

}  // namespace dragoman
