#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "dragoman/text/line_reader.h"

namespace dragoman {

/// The text that is distilled, and where they are known its translations, line by line: neither is
/// in memory as a whole.
class DistilledText {
 public:
  /// @param references none: their lines are empty
  DistilledText(const std::string& source, const std::string& references);

  /// How many lines both have, which are read to the end for it.
  /// @throws InputError as `LineReader`, for a pipe, and where one has more lines than the other
  static std::size_t checked_lines(const std::string& source, const std::string& references);

  /// Whether there is a further line, which `line` and `reference` are of then.
  bool next();
  void skip(std::size_t lines);

  std::string line, reference;

 private:
  LineReader source_;
  std::optional<LineReader> references_;
};

}  // namespace dragoman
