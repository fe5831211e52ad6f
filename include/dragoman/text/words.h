#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dragoman/text/vocabulary.h"

namespace dragoman {

/// The words of a sequence of pieces, as white space divides them, and which word each piece
/// belongs to.
struct Words {
  std::vector<std::string> text;
  std::vector<std::size_t> of_piece;
};

Words words_of(const Vocabulary& vocabulary, const std::vector<int64_t>& ids);

}  // namespace dragoman
