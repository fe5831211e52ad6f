#pragma once
#include <atomic>
#include <thread>
#include <vector>

#include "text/shard.h"

namespace dragoman {

/// Reads shards from end to end while they are in use, as a change of an id that stays one of the
/// vocabulary's shows in the checksum alone.
class ShardCheck {
 public:
  /// @param shards outlive it, in their place
  explicit ShardCheck(const std::vector<Shard>& shards);

  /// @throws InputError where a damaged one was found so far
  void refuse_damage() const;

 private:
  std::atomic<const Shard*> damaged_ = nullptr;
  std::jthread reading_;
};

}  // namespace dragoman
