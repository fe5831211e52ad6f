#include "metrics/translation_edits.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "metrics/edit_matrix.h"

namespace dragoman {
namespace {

constexpr int max_length = 10;
constexpr int max_distance = 50;
constexpr int max_tried = 1000;

/// `length` words from `start` move before the word that stands at `target`.
struct Shift {
  int start, length, target;
};

struct RatedShift {
  int gain = 0;
  Shift shift;

  /// Most edits saved; then longest, earliest, and to the earliest place.
  bool operator>(const RatedShift& other) const {
    const auto rank = [](const RatedShift& s) {
      return std::tuple(s.gain, s.shift.length, -s.shift.start, -s.shift.target);
    };
    return rank(*this) > rank(other);
  }
};

Symbols shifted(const Symbols& words, const Shift& shift) {
  Symbols moved = words;
  const auto start = moved.begin() + shift.start;
  const auto end = start + shift.length;
  if (shift.target < shift.start) {
    std::rotate(moved.begin() + shift.target, start, end);
  } else if (shift.target > shift.start + shift.length) {
    std::rotate(start, end, moved.begin() + shift.target);
  } else {
    // A place inside the words themselves counts from their end.
    const auto past = static_cast<size_t>(shift.length + shift.target);
    std::rotate(start, end, moved.begin() + std::min(past, words.size()));
  }
  return moved;
}

/// Which words an edit path leaves wrong, and where in the hypothesis each reference word belongs:
/// at that word's position, or after it where the word is missing (-1: before the first).
struct Alignment {
  std::vector<bool> hypothesis_wrong, reference_wrong;
  std::vector<int> position;
};

Alignment align(const std::vector<Edit>& path) {
  Alignment alignment;
  for (const Edit edit : path) {
    const bool wrong = edit != Edit::keep;
    if (edit != Edit::insert) alignment.hypothesis_wrong.push_back(wrong);
    if (edit == Edit::remove) continue;
    alignment.reference_wrong.push_back(wrong);
    alignment.position.push_back(static_cast<int>(alignment.hypothesis_wrong.size()) - 1);
  }
  return alignment;
}

bool any_wrong(const std::vector<bool>& wrong, int start, int length) {
  return std::find(wrong.begin() + start, wrong.begin() + start + length, true) !=
         wrong.begin() + start + length;
}

/// One round of the search.
class ShiftSearch {
 public:
  ShiftSearch(const Symbols& hypothesis, const Symbols& reference)
      : hypothesis_(hypothesis),
        reference_(reference),
        matrix_(hypothesis, reference),
        alignment_(align(matrix_.path())) {}

  int distance() const { return matrix_.distance(); }

  /// The best shift, if one saves edits; nothing once `tried` reaches the limit.
  std::optional<Shift> run(int& tried) {
    const int hypothesis_length = static_cast<int>(hypothesis_.size());
    const int reference_length = static_cast<int>(reference_.size());
    for (int start = 0; start < hypothesis_length; ++start) {
      const int first = std::max(0, start - max_distance);
      const int last = std::min(reference_length - 1, start + max_distance);
      for (int goal = first; goal <= last; ++goal) {
        if (!try_matches(start, goal, tried)) return std::nullopt;
      }
    }
    return best_ && best_->gain > 0 ? std::optional(best_->shift) : std::nullopt;
  }

 private:
  /// Every length to which the texts agree, from `start` and from `goal` in the reference; false
  /// once the limit is reached.
  bool try_matches(int start, int goal, int& tried) {
    const int longest = std::min({max_length, static_cast<int>(hypothesis_.size()) - start,
                                  static_cast<int>(reference_.size()) - goal});
    for (int length = 1; length <= longest; ++length) {
      if (hypothesis_[start + length - 1] != reference_[goal + length - 1]) break;
      if (!is_worthwhile(start, goal, length)) continue;
      try_targets(start, goal, length, tried);
      if (tried >= max_tried) return false;
    }
    return true;
  }

  /// Whether something is wrong at both places, and the words don't shift within themselves.
  bool is_worthwhile(int start, int goal, int length) const {
    const int position = alignment_.position[goal];
    return any_wrong(alignment_.hypothesis_wrong, start, length) &&
           any_wrong(alignment_.reference_wrong, goal, length) &&
           (position < start || position >= start + length);
  }

  /// Before the goal's place, and after each of the goal's words but the last.
  void try_targets(int start, int goal, int length, int& tried) {
    int previous = -1;
    for (int at = goal - 1; at < goal + length; ++at) {
      const int target = at < 0 ? 0 : alignment_.position[at] + 1;
      if (target == previous) continue;
      previous = target;
      rate({start, length, target});
      ++tried;
    }
  }

  void rate(const Shift& shift) {
    const auto unchanged = static_cast<size_t>(std::min(shift.start, shift.target));
    const int distance = matrix_.distance_of(shifted(hypothesis_, shift), unchanged);
    const RatedShift rated = {matrix_.distance() - distance, shift};
    if (!best_ || rated > *best_) best_ = rated;
  }

  const Symbols& hypothesis_;
  const Symbols& reference_;
  EditMatrix matrix_;
  Alignment alignment_;
  std::optional<RatedShift> best_;
};

}  // namespace

int64_t translation_edits(Symbols hypothesis, const Symbols& reference) {
  if (reference.empty()) return static_cast<int64_t>(hypothesis.size());
  int64_t shifts = 0;
  for (int tried = 0;;) {
    ShiftSearch search(hypothesis, reference);
    const std::optional<Shift> best = search.run(tried);
    if (!best) return shifts + search.distance();
    hypothesis = shifted(hypothesis, *best);
    ++shifts;
  }
}

}  // namespace dragoman
