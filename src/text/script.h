#pragma once
#include <string_view>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// Consecutive code points of one script.
struct ScriptBlock {
  Script script;
  char32_t first, last;
};

/// Tells lines of one script from those of others by their letters; digits, signs and spaces are of
/// none.
class ScriptTest {
 public:
  explicit ScriptTest(Script script);

  /// Whether most letters of the line, which must be valid UTF-8, are of other scripts; of `any`
  /// and of a line without letters, none are.
  bool is_other(std::string_view line) const;

 private:
  bool is_own(char32_t letter) const;

  std::vector<ScriptBlock> own_;
};

}  // namespace dragoman
