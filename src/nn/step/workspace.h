#pragma once
#include <cstdint>
#include <vector>

namespace dragoman {

/// Memory for one step after another: taken piece by piece within a step, free again at the next
/// one, and never given back to the system between.
template <typename Real>
class Workspace {
 public:
  /// Room for `count` numbers of any value, until `restart`.
  Real* take(int64_t count) {
    if (next_ == pieces_.size()) pieces_.emplace_back();
    std::vector<Real>& piece = pieces_[next_++];
    if (piece.size() < static_cast<size_t>(count)) piece.resize(static_cast<size_t>(count));
    return piece.data();
  }

  void restart() { next_ = 0; }

 private:
  std::vector<std::vector<Real>> pieces_;
  size_t next_ = 0;
};

}  // namespace dragoman
