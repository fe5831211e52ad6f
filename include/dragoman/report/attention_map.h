#pragma once
#include <cstdint>
#include <string>

#include "dragoman/search/aligner.h"

namespace dragoman {

// Pictures of an alignment: target words down, source words across, a cell's colour is its weight.

struct TerminalStyle {
  bool true_colour = false;  ///< cells are coloured; without it they are only numbers
  int64_t columns = 80;      ///< wider maps go on below
};

/// Whether the source has its end, and all weights a row for each target word and in it a column
/// for each source word, without which there is no picture: an alignment read from a file may not.
bool is_complete(const Alignment& alignment);

/// Weights in percent; with several heads, their mean.
std::string terminal_map(const Alignment& alignment, const TerminalStyle& style);

/// One self-contained SVG document, light or dark as the viewer is: the weights, then each head. A
/// cell says its weight in percent; its row and column stand out when it is pointed at.
std::string svg_map(const Alignment& alignment);

/// The same as one self-contained page.
std::string html_map(const Alignment& alignment);

/// The weights alone, to see their shape: an SVG element for a page that has a map of the same
/// source in it. @param side of a cell, in pixels
std::string thumbnail_map(const Alignment& alignment, double side);

}  // namespace dragoman
