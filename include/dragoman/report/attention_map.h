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

/// Weights in percent; with several heads, their mean.
std::string terminal_map(const Alignment& alignment, const TerminalStyle& style);

/// One self-contained SVG document, light or dark as the viewer is: the weights, then each head.
/// The weight of a cell shows on hovering.
std::string svg_map(const Alignment& alignment);

/// The same as one self-contained page.
std::string html_map(const Alignment& alignment);

}  // namespace dragoman
