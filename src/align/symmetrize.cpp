#include "dragoman/align/symmetrize.h"

#include <algorithm>
#include <iterator>

namespace dragoman {
namespace {

using Link = std::pair<int64_t, int64_t>;

/// Links that grow, and the words that have one.
class Growing {
 public:
  Growing(WordLinks start, WordLinks candidates)
      : links_(std::move(start)), candidates_(std::move(candidates)) {
    for (const Link& link : links_) cover(link);
  }

  /// Adds candidates beside links until none is left that gives a word its first.
  void grow() {
    for (bool grown = true; grown;) {
      grown = false;
      for (const Link& link : candidates_) {
        if (links_.contains(link) || !is_new(link, false) || !has_neighbour(link)) continue;
        add(link);
        grown = true;
      }
    }
  }

  /// Adds those of `links` whose two words have none.
  void finish(const WordLinks& links) {
    for (const Link& link : links) {
      if (is_new(link, true)) add(link);
    }
  }

  const WordLinks& links() const { return links_; }

 private:
  void cover(const Link& link) {
    sources_.insert(link.first);
    targets_.insert(link.second);
  }
  void add(const Link& link) {
    links_.insert(link);
    cover(link);
  }
  bool is_new(const Link& link, bool both) const {
    const bool source = !sources_.contains(link.first), target = !targets_.contains(link.second);
    return both ? source && target : source || target;
  }
  bool has_neighbour(const Link& link) const {
    for (int64_t source = link.first - 1; source <= link.first + 1; ++source) {
      for (int64_t target = link.second - 1; target <= link.second + 1; ++target) {
        if (links_.contains({source, target})) return true;
      }
    }
    return false;
  }

  WordLinks links_, candidates_;
  std::set<int64_t> sources_, targets_;
};

}  // namespace

WordLinks symmetrize(const WordLinks& forward, const WordLinks& backward, Symmetrization how) {
  WordLinks both, either;
  std::set_intersection(forward.begin(), forward.end(), backward.begin(), backward.end(),
                        std::inserter(both, both.end()));
  if (how == Symmetrization::intersection) return both;
  std::set_union(forward.begin(), forward.end(), backward.begin(), backward.end(),
                 std::inserter(either, either.end()));
  if (how == Symmetrization::unite) return either;
  Growing growing(std::move(both), std::move(either));
  growing.grow();
  growing.finish(forward);
  growing.finish(backward);
  return growing.links();
}

}  // namespace dragoman
