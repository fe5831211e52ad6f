#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// The sentences of a line, without the white space around them. One ends at . ! ? … or their
/// full-width kin, with closing quotes and brackets behind, where white space follows and then no
/// lower-case letter; not after an initial ("J. Smith"), an abbreviation with a stop inside
/// ("z.B.") or one of a few titles. A text that is not UTF-8 is one sentence.
std::vector<std::string> split_sentences(std::string_view text);

}  // namespace dragoman
