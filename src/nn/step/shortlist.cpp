#include "dragoman/nn/shortlist.h"

#include <algorithm>

namespace dragoman {

Shortlist::Shortlist(const std::vector<std::vector<int32_t>>& pieces) : begins_{0} {
  for (const std::vector<int32_t>& row : pieces) {
    words_.insert(words_.end(), row.begin(), row.end());
    begins_.push_back(static_cast<int64_t>(words_.size()));
  }
}

bool Shortlist::fits(int64_t source_vocabulary, int64_t target_vocabulary) const {
  return source_size() == source_vocabulary && begins_.front() == 0 &&
         begins_.back() == static_cast<int64_t>(words_.size()) &&
         std::is_sorted(begins_.begin(), begins_.end()) &&
         std::all_of(words_.begin(), words_.end(),
                     [&](int32_t word) { return word >= 0 && word < target_vocabulary; });
}

std::vector<int64_t> Shortlist::words_for(const std::vector<int64_t>& source) const {
  std::vector<int64_t> found;
  const auto add = [&](int64_t row) {
    const auto at = static_cast<size_t>(row);
    found.insert(found.end(), words_.begin() + begins_[at], words_.begin() + begins_[at + 1]);
  };
  for (const int64_t piece : source) add(piece);
  add(source_size());
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace dragoman
