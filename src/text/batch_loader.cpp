#include "dragoman/text/batch_loader.h"

#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/text/batching.h"

namespace dragoman {
namespace {

constexpr size_t batches_ahead = 8;

}  // namespace

BatchLoader::Position BatchLoader::Item::next_position() const {
  if (last_of_epoch) return {position.epoch + 1, 0};
  return {position.epoch, position.batch + 1};
}

BatchLoader::BatchLoader(const EncodedCorpus& corpus, const BatchConfig& config, uint64_t seed,
                         Position start, Share share)
    : corpus_(corpus), config_(config), seed_(seed), share_(share) {
  if (corpus.size() == 0) fail("a batch loader needs at least one pair");
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

void BatchLoader::produce(Position start) {
  int64_t number = 0;  // of the batch, from `start` on
  for (Position position = start;; position = {position.epoch + 1, 0}) {
    const std::optional<EncodedCorpus> drawn = drawn_corpus(corpus_, seed_, position.epoch);
    const EncodedCorpus& corpus = drawn ? *drawn : corpus_;
    const EpochPlan plan = plan_epoch(pair_lengths(corpus), config_, seed_, position.epoch);
    const auto batches = static_cast<int64_t>(plan.size());
    if (position.epoch < 0 || position.batch < 0 || position.batch > batches) {
      fail(
          "batch {} of epoch {} does not exist (the epoch has {} batches): resume with the corpus "
          "and the batch settings that the run began with",
          position.batch, position.epoch, batches);
    }
    for (; position.batch < batches; ++position.batch, ++number) {
      const bool is_mine = number % share_.size == share_.rank;
      Batch batch = is_mine ? make_batch(corpus, plan[position.batch]) : Batch{};
      if (!put({std::move(batch), position, batches, position.batch + 1 == batches})) return;
    }
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
