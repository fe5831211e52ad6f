#include "dragoman/metrics/length_buckets.h"

#include <algorithm>
#include <limits>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

int64_t words_in(const std::string& line) {
  return static_cast<int64_t>(split_whitespace(line).size());
}

void check(const std::vector<int64_t>& bounds) {
  int64_t last = 0;
  for (const int64_t bound : bounds) {
    if (bound <= last) {
      fail_input("length bounds: got {}, expected numbers that ascend from 1 on",
                 fmt::join(bounds, ","));
    }
    last = bound;
  }
}

}  // namespace

std::string LengthBucket::name() const {
  return shortest == longest ? fmt::format("{}", shortest)
                             : fmt::format("{}-{}", shortest, longest);
}

std::vector<LengthBucket> length_buckets(const std::vector<std::string>& sources,
                                         const std::vector<int64_t>& bounds) {
  check(bounds);
  std::vector<LengthBucket> buckets = {{0, std::numeric_limits<int64_t>::max(), {}}};
  for (const int64_t bound : bounds) {
    buckets.back().longest = bound - 1;
    buckets.push_back({bound, std::numeric_limits<int64_t>::max(), {}});
  }
  int64_t longest = 0;
  for (size_t place = 0; place < sources.size(); ++place) {
    const int64_t length = words_in(sources[place]);
    longest = std::max(longest, length);
    const auto bucket = std::find_if(buckets.begin(), buckets.end(), [&](const LengthBucket& some) {
      return length <= some.longest;
    });
    bucket->sentences.push_back(place);
  }
  buckets.back().longest = std::max(longest, buckets.back().shortest);
  std::erase_if(buckets, [](const LengthBucket& bucket) { return bucket.sentences.empty(); });
  return buckets;
}

}  // namespace dragoman
