#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman {

/// The length of the tag, comment or placeholder that a text begins with; 0 for none.
/// @param text not empty
std::size_t mark_length(std::string_view text);

/// "&NAME;" at the beginning of a text.
struct Reference {
  std::size_t length = 0;                // 0 where there is none
  std::optional<std::string> character;  // where it is known
};

/// @param text not empty
Reference reference_at(std::string_view text);

/// "b" of <b class=x> and of </b>; nothing of what has no partner by its form.
std::string_view name_of_tag(std::string_view mark);

/// Of each mark the index of the tag that it makes an element with, or its own. Of what is open,
/// 64 levels are remembered.
std::vector<std::size_t> partners_of(const std::vector<std::string_view>& marks);

/// Space, tab, or the end of a line.
bool is_space(char c);

bool is_letter(char c);

}  // namespace dragoman
