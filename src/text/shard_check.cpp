#include "text/shard_check.h"

namespace dragoman {

ShardCheck::ShardCheck(const std::vector<Shard>& shards)
    : reading_([this, &shards](const std::stop_token& stop) {
        for (const Shard& shard : shards) {
          if (stop.stop_requested()) return;
          if (!shard.is_whole()) {
            damaged_ = &shard;
            return;
          }
          shard.forget();
        }
      }) {}

void ShardCheck::refuse_damage() const {
  if (const Shard* damaged = damaged_) damaged->refuse();
}

}  // namespace dragoman
