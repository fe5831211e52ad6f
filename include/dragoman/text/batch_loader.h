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
#include "dragoman/text/batching.h"

namespace dragoman {

/// Batches without end, epoch after epoch, made ahead by a thread of its own. The sequence from a
/// position on depends on the corpus, the configuration, the seed and that position only, which is
/// what makes a resumed run see the same batches as an uninterrupted one.
class BatchLoader {
 public:
  /// All count from 0; see Batching. `batch` may equal the pool's number of batches: the first of
  /// the next one.
  struct Position {
    int64_t epoch = 0;
    int64_t pool = 0;
    int64_t batch = 0;
    bool operator==(const Position&) const = default;
  };

  /// Which batches are wanted, of several processes that share the sequence: in turn.
  struct Share {
    int64_t rank = 0, size = 1;
  };

  struct Item {
    Batch batch;             // not made where it is another process's
    Position position;       // of this batch
    Position next;           // where the sequence goes on after it: what a checkpoint keeps
    double epoch_share = 0;  // of the epoch's pairs, this batch included

    bool is_last_of_epoch() const { return next.epoch > position.epoch; }
  };

  /// `pairs` must outlive the loader.
  /// @param share of which the first batch from `start` on is rank 0's
  /// @throws Error when there are no pairs. A `start` outside its epoch is thrown by `next`.
  BatchLoader(const PairSource& pairs, const BatchConfig& config, uint64_t seed, Position start,
              Share share);
  BatchLoader(const PairSource& pairs, const BatchConfig& config, uint64_t seed, Position start)
      : BatchLoader(pairs, config, seed, start, {}) {}
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// Waits for the next batch. An exception of the thread is thrown here.
  Item next();

 private:
  void produce(Position start);  // the thread's work
  Position after(const Position& position, size_t batches) const;
  bool put(Item item);  // false when the loader is being destroyed

  const Batching batching_;
  const Share share_;

  std::mutex mutex_;  // guards the members below
  std::condition_variable changed_;
  std::deque<Item> ready_;
  std::exception_ptr failure_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace dragoman
