#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman {

/// How phrases of the source are to be translated.
class Glossary {
 public:
  /// A file, plain or .gz, of lines "source phrase ⇥ target phrase". Empty lines, and those that
  /// begin with #, say nothing.
  /// @throws InputError with file and line where a line is no such pair, a phrase is longer than
  /// 500 bytes or a source phrase comes a second time with another translation; as `read_lines`
  static Glossary read(const std::filesystem::path& path);

  /// Pairs of a source phrase and a target phrase. @param origin names them in errors
  /// @throws InputError as `read`
  static Glossary of(const std::vector<std::pair<std::string, std::string>>& pairs,
                     const std::string& origin);

  /// The target phrases of what a line contains, each once. Whole words are found, written alike;
  /// only the first letter of the line may be a capital for itself. Where entries overlap the one
  /// that begins first counts, and of these the longest.
  std::vector<std::string> targets_in(std::string_view line) const;

  /// All target phrases.
  std::vector<std::string> targets() const;

 private:
  using Words = std::vector<std::string>;

  void add_line(std::string_view line, const std::string& place);
  void add(std::string_view source, std::string_view target, const std::string& place);
  std::map<Words, std::string>::const_iterator longest_at(const Words& words, size_t begin) const;

  std::map<Words, std::string> target_of_;
  size_t most_words_ = 0;  // of a source phrase
};

}  // namespace dragoman
