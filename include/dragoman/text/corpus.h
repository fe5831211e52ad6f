#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace dragoman {

/// Sentence pairs of raw text: line i of one side translates line i of the other.
struct ParallelCorpus {
  std::vector<std::string> source;
  std::vector<std::string> target;

  std::size_t size() const { return source.size(); }
};

/// Reads both sides with `read_lines`.
/// @throws InputError as `read_lines`, when the numbers of lines differ, and when there are none.
ParallelCorpus read_parallel(const std::filesystem::path& source,
                             const std::filesystem::path& target);

/// @throws InputError when the numbers of lines differ or are 0
void check_sides(const std::filesystem::path& source, std::size_t source_lines,
                 const std::filesystem::path& target, std::size_t target_lines);

/// 16 hexadecimal digits that depend on every byte and on the order and division of the lines:
/// they tell whether two runs read the same corpus. Not meant against forgery.
std::string fingerprint(const ParallelCorpus& corpus);

}  // namespace dragoman
