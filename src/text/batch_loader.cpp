#include "dragoman/text/batch_loader.h"

#include <utility>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr size_t batches_ahead = 8;

void check_exists(const BatchLoader::Position& position, const char* what, int64_t number,
                  int64_t largest) {
  if (position.epoch >= 0 && number >= 0 && number <= largest) return;
  fail(
      "{} {} of epoch {} does not exist (there are {}): resume with the corpus and the batch "
      "settings that the run began with",
      what, number, position.epoch, largest + 1);
}

}  // namespace

BatchLoader::BatchLoader(const PairSource& pairs, const BatchConfig& config, uint64_t seed,
                         Position start, Share share)
    : batching_(pairs, config, seed), share_(share) {
  thread_ = std::thread([this, start] {
    try {
      produce(start);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      changed_.notify_all();
    }
  });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

BatchLoader::Item BatchLoader::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || failure_; });
  if (ready_.empty()) std::rethrow_exception(failure_);
  Item item = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return item;
}

BatchLoader::Position BatchLoader::after(const Position& position, size_t batches) const {
  if (position.batch + 1 < static_cast<int64_t>(batches)) {
    return {position.epoch, position.pool, position.batch + 1};
  }
  return position.pool + 1 < batching_.pools() ? Position{position.epoch, position.pool + 1, 0}
                                               : Position{position.epoch + 1, 0, 0};
}

void BatchLoader::produce(Position start) {
  int64_t number = 0;  // of the batch, from `start` on
  const auto pairs = static_cast<double>(batching_.pairs_before(batching_.pools()));
  for (Position position = start;;) {
    check_exists(position, "pool", position.pool, batching_.pools() - 1);
    const Pool pool = batching_.make_pool(position.epoch, position.pool);
    const auto batches = static_cast<int64_t>(pool.batches.size());
    check_exists(position, "batch", position.batch, batches);
    int64_t done = batching_.pairs_before(position.pool);
    Position next = after({position.epoch, position.pool, batches}, pool.batches.size());
    for (int64_t index = 0; index < batches; ++index) {
      const BatchRows& rows = pool.batches[static_cast<size_t>(index)];
      done += static_cast<int64_t>(rows.size());
      if (index < position.batch) continue;
      const bool is_mine = number++ % share_.size == share_.rank;
      const Position here = {position.epoch, position.pool, index};
      next = after(here, pool.batches.size());
      Batch batch = is_mine ? make_batch(pool.pairs, rows) : Batch{};
      if (!put({std::move(batch), here, next, static_cast<double>(done) / pairs})) return;
    }
    position = next;
  }
}

bool BatchLoader::put(Item item) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || ready_.size() < batches_ahead; });
  if (stopping_) return false;
  ready_.push_back(std::move(item));
  changed_.notify_all();
  return true;
}

}  // namespace dragoman
