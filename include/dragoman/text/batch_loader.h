#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/text/batch.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// Batches without end, epoch after epoch, made ahead by a thread of its own. The sequence from a
/// position on depends on the corpus, the configuration, the seed and that position only, which is
/// what makes a resumed run see the same batches as an uninterrupted one.
class BatchLoader {
 public:
  /// Both count from 0. `batch` may equal the epoch's number of batches: the next epoch's first.
  struct Position {
    int64_t epoch = 0;
    int64_t batch = 0;
    bool operator==(const Position&) const = default;
  };

  /// Which batches are wanted, of several processes that share the sequence: in turn.
  struct Share {
    int64_t rank = 0, size = 1;
  };

  struct Item {
    Batch batch;                   // not made where it is another process's
    Position position;             // of this batch
    int64_t batches_in_epoch = 0;  // may differ between epochs when batches count tokens
    bool last_of_epoch = false;

    /// Where the sequence goes on after this batch: what a checkpoint keeps.
    Position next_position() const;
  };

  /// `corpus` must outlive the loader.
  /// @param share of which the first batch from `start` on is rank 0's
  /// @throws Error when the corpus is empty. A `start` outside its epoch is thrown by `next`.
  BatchLoader(const EncodedCorpus& corpus, const BatchConfig& config, uint64_t seed, Position start,
              Share share);
  BatchLoader(const EncodedCorpus& corpus, const BatchConfig& config, uint64_t seed, Position start)
      : BatchLoader(corpus, config, seed, start, {}) {}
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// Waits for the next batch. An exception of the thread is thrown here.
  Item next();

 private:
  void produce(Position start);  // the thread's work
  bool put(Item item);           // false when the loader is being destroyed

  const EncodedCorpus& corpus_;
  const BatchConfig config_;
  const uint64_t seed_;
  const Share share_;

  std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  std::deque<Item> ready_;
  std::exception_ptr failure_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace dragoman
