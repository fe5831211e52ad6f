#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <torch/types.h>

#include "dragoman/training/launch.h"

namespace dragoman {

using torch::Tensor;

/// The processes that train one model together, on one machine or several, as one of them sees
/// them. Every call is made by all of them, in the same order; copies are of the same group. When
/// one ends, or does not answer for some seconds, the others end too, saying so: a run is never
/// left hanging, and goes on from its last checkpoint.
class Processes {
 public:
  /// One that is alone.
  Processes() = default;

  /// Waits for the others. @throws Error where they do not come within minutes
  explicit Processes(const Launch& launch);

  int64_t rank() const;  // of this process, from 0
  int64_t size() const;
  /// The first alone writes files and talks to people.
  bool is_first() const { return rank() == 0; }

  /// Adds `values` up over all processes, into each. The order of the sums depends on the number of
  /// processes alone.
  /// @throws Error where another has ended, as all below
  void add_up(const Tensor& values) const;

  /// The same, while other work is done: what it returns waits for the end.
  std::function<void()> begin_to_add_up(const Tensor& values) const;

  /// Writes the first's values into everybody's, which have its shape and type.
  void spread(const Tensor& values) const;

  /// What the first gives; what others give is ignored.
  std::string of_first(const std::string& bytes) const;

  /// What each gives, by rank.
  std::vector<std::string> of_all(const std::string& bytes) const;

 private:
  class Group;
  std::shared_ptr<Group> group_;
};

}  // namespace dragoman
