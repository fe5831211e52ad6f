#pragma once
#include <cstddef>
#include <filesystem>

#include "dragoman/text/corpus.h"
#include "dragoman/text/line_reader.h"

namespace dragoman {

/// The pairs of a corpus, some at a time.
class ParallelReader {
 public:
  /// @throws InputError as `read_lines`
  ParallelReader(const std::filesystem::path& source, const std::filesystem::path& target)
      : source_(source), target_(target) {}

  /// The next pairs, up to so many; none at the end.
  ParallelCorpus next(std::size_t most) {
    ParallelCorpus part;
    std::string source, target;
    while (part.size() < most && source_.next(source) && target_.next(target)) {
      part.source.push_back(source);
      part.target.push_back(target);
    }
    return part;
  }

 private:
  LineReader source_, target_;
};

}  // namespace dragoman
