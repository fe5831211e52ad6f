#include "text/length_order.h"

#include <algorithm>
#include <tuple>

namespace dragoman {
namespace {

using Rows = std::span<int64_t>;
using Side = int64_t PairLength::*;

/// A place to cut; the better one is less: fewer positions with padding, then nearer to the middle.
struct Cut {
  int64_t positions = INT64_MAX;
  size_t off_centre = 0;
  size_t at = 0;

  bool operator<(const Cut& other) const {
    return std::tie(positions, off_centre) < std::tie(other.positions, other.off_centre);
  }
};

class LengthOrder {
 public:
  LengthOrder(const std::vector<PairLength>& lengths, const BatchConfig& config)
      : lengths_(lengths), config_(config) {}

  void order(Rows rows) const {
    if (places(rows).empty()) return;
    const Cut by_source = sort_and_cut(rows, &PairLength::source, &PairLength::target);
    Cut chosen = sort_and_cut(rows, &PairLength::target, &PairLength::source);
    if (by_source < chosen) {
      sort(rows, &PairLength::source, &PairLength::target);
      chosen = by_source;
    }
    order(rows.first(chosen.at));
    order(rows.subspan(chosen.at));
  }

 private:
  void sort(Rows rows, Side first, Side second) const {
    std::stable_sort(rows.begin(), rows.end(), [&](int64_t a, int64_t b) {
      const PairLength &left = lengths_[a], &right = lengths_[b];
      return std::tie(left.*first, left.*second) < std::tie(right.*first, right.*second);
    });
  }

  Cut sort_and_cut(Rows rows, Side first, Side second) const {
    sort(rows, first, second);
    const std::vector<int64_t> left = padded(rows.begin(), rows.end());
    const std::vector<int64_t> right = padded(rows.rbegin(), rows.rend());
    const size_t count = rows.size();
    Cut best;
    for (const size_t at : places(rows)) {
      const size_t off_centre = std::max(at, count - at) - std::min(at, count - at);
      best = std::min(best, {left[at - 1] + right[count - at - 1], off_centre, at});
    }
    return best;
  }

  /// Where full batches end, counted from the front; none when `rows` are one batch.
  std::vector<size_t> places(Rows rows) const {
    std::vector<size_t> ends;
    int64_t filled = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      const int64_t weight = batch_weight(lengths_[rows[i]], config_);
      if (i > 0 && filled + weight > config_.size) {
        ends.push_back(i);
        filled = 0;
      }
      filled += weight;
    }
    return ends;
  }

  /// Entry i: the positions that the first i + 1 rows take, both sides, when padded together.
  template <typename Iterator>
  std::vector<int64_t> padded(Iterator begin, Iterator end) const {
    std::vector<int64_t> positions;
    positions.reserve(static_cast<size_t>(end - begin));
    PairLength longest;
    for (; begin != end; ++begin) {
      longest.source = std::max(longest.source, lengths_[*begin].source);
      longest.target = std::max(longest.target, lengths_[*begin].target);
      const auto count = static_cast<int64_t>(positions.size()) + 1;
      positions.push_back(count * (longest.source + longest.target));
    }
    return positions;
  }

  const std::vector<PairLength>& lengths_;
  const BatchConfig& config_;
};

}  // namespace

int64_t batch_weight(const PairLength& length, const BatchConfig& config) {
  return config.unit == BatchUnit::tokens ? length.target : 1;
}

void order_by_length(Rows rows, const std::vector<PairLength>& lengths, const BatchConfig& config) {
  LengthOrder(lengths, config).order(rows);
}

}  // namespace dragoman
