#include "dragoman/search/search_all.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "dragoman/kernels/threads.h"

namespace dragoman {
namespace {

struct Source {
  size_t position;  // among all
  SearchSource search;
};

/// The sources that wait for a thread: the longest first, so that threads end at about the same
/// time.
class Queue {
 public:
  Queue(std::vector<Source> sources, int64_t threads)
      : sources_(std::move(sources)), threads_(static_cast<size_t>(threads)) {
    std::stable_sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
      return a.search.words.size() > b.search.words.size();
    });
  }

  /// The next ones: at most `count`, and no more than one thread's share of what waits.
  std::vector<Source> take(int64_t count) {
    const std::lock_guard lock(mutex_);
    const size_t share = (sources_.size() - next_ + threads_ - 1) / threads_;
    const auto begin = sources_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(share, size_t(count)));
    next_ = static_cast<size_t>(end - sources_.begin());
    return {std::make_move_iterator(begin), std::make_move_iterator(end)};
  }

 private:
  std::mutex mutex_;
  std::vector<Source> sources_;
  size_t threads_, next_ = 0;
};

/// Searches until the queue is empty, `together` sentences at a time. Sources join when half of the
/// others are done: few at a time would make small products.
template <class Finish>
void search_queue(const std::shared_ptr<const Stepper>& stepper, Queue& queue, int64_t together,
                  const Finish& finish) {
  Search search(stepper);
  std::map<int64_t, size_t> positions;  // of the sentences under way
  while (true) {
    if (search.size() <= together / 2) {
      std::vector<Source> joining = queue.take(together - search.size());
      std::vector<SearchSource> sources;
      for (Source& source : joining) sources.push_back(std::move(source.search));
      const std::vector<int64_t> numbers = search.admit(std::move(sources));
      for (size_t i = 0; i < numbers.size(); ++i) {
        positions.emplace(numbers[i], joining[i].position);
      }
    }
    if (search.size() == 0) return;
    for (SearchResult& result : search.step()) {
      finish(positions.extract(result.sentence).mapped(), std::move(result.hypotheses));
    }
  }
}

}  // namespace

void search_all(const std::shared_ptr<const Stepper>& stepper, std::vector<SearchSource> sources,
                int64_t together,
                const std::function<void(size_t, std::vector<Hypothesis>)>& finish) {
  std::vector<Source> placed;
  for (size_t position = 0; position < sources.size(); ++position) {
    if (sources[position].words.empty()) continue;
    placed.push_back({position, std::move(sources[position])});
  }
  // Threads gain more on sentences of their own than together on one's small products.
  const int64_t threads =
      std::clamp<int64_t>(static_cast<int64_t>(placed.size()), 1, kernel_threads());
  Queue queue(std::move(placed), threads);
  const int64_t of_a_thread = (together + threads - 1) / threads;
  on_threads(threads, [&](int64_t) { search_queue(stepper, queue, of_a_thread, finish); });
}

}  // namespace dragoman
