#pragma once
#include <string>
#include <string_view>

namespace dragoman {

// The rules of mteval-v13a for text in Western scripts, which zh and tercom share. Every rule is a
// pass of its own, left to right, where a match begins after the end of the one before: joining
// passes would change the tokens of runs such as "a..5".

/// Every `from` becomes `to`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

/// &quot; &amp; &lt; &gt; become their characters, in that order: "&amp;lt;" becomes "<".
void unescape_entities(std::string& text);

/// White space around ASCII punctuation, except the apostrophe, comma, hyphen and period.
std::string separate_punctuation(std::string_view text);

/// White space around periods and commas unless between digits, and hyphens after a digit.
std::string separate_periods_and_hyphens(std::string_view text);

}  // namespace dragoman
