#pragma once
#include <string>

#include "dragoman/base/names.h"
#include "dragoman/search/translator.h"

namespace dragoman {

/// How an alignment is written on the line of its translation.
enum class AlignmentFormat {
  hard,  ///< "translation ||| 0-0 1-2": Pharaoh pairs source-target, each target word's strongest
  soft,  ///< "translation ||| 0-0:0.87 1-0:0.1": all pairs of at least one percent
  json,  ///< an object: translation, score, words of both sides, weights, heads
};

template <>
inline constexpr auto name_table<AlignmentFormat> =
    std::to_array<Named<AlignmentFormat>>({{AlignmentFormat::hard, "hard"},
                                           {AlignmentFormat::soft, "soft"},
                                           {AlignmentFormat::json, "json"}});

/// One line, without its end.
std::string format_alignment(const Translation& translation, const Alignment& alignment,
                             AlignmentFormat format);

}  // namespace dragoman
