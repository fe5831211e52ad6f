#include "dragoman/align/number_words.h"

#include <iterator>
#include <string_view>
#include <unordered_map>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

class Numbers {
 public:
  std::vector<int32_t> of(const std::string& line) {
    const std::string folded = lowercase(line);
    std::vector<int32_t> numbers;
    for (const std::string_view word : split_whitespace(folded)) {
      const auto next = static_cast<int32_t>(numbers_.size()) + 1;
      numbers.push_back(numbers_.try_emplace(std::string(word), next).first->second);
    }
    return numbers;
  }

 private:
  std::unordered_map<std::string, int32_t> numbers_;
};

}  // namespace

std::vector<WordPair> number_words(const std::vector<std::string>& sources,
                                   const std::vector<std::string>& targets, int64_t longest) {
  Numbers source, target;
  std::vector<WordPair> pairs;
  for (size_t i = 0; i < sources.size(); ++i) {
    WordPair& pair = pairs.emplace_back();
    if (find_invalid_utf8(sources[i]) || find_invalid_utf8(targets[i])) continue;
    pair = {source.of(sources[i]), target.of(targets[i])};
    if (std::ssize(pair.source) > longest || std::ssize(pair.target) > longest) pair = {};
  }
  return pairs;
}

}  // namespace dragoman
