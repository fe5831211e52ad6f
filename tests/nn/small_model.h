#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// Widths at which every element can be checked: E = 3, H = M = 4; no dropout.
inline ModelConfig small_config(DecoderKind decoder, CellKind cell,
                                const std::string& attention = "additive") {
  ModelConfig config;
  config.embedding.width = 3;
  config.encoder.cell = cell;
  config.encoder.width = 4;
  config.attention = {attention, 2, 2, 2};
  config.decoder.kind = decoder;
  config.decoder.cell = cell;
  config.decoder.width = 4;
  config.dropout.input = 0;
  config.dropout.output = 0;
  return config;
}

inline std::string name_of(CellKind cell) {
  return cell == CellKind::gru ? "gru" : "lstm";
}

inline std::string name_of(DecoderKind decoder) {
  switch (decoder) {
    case DecoderKind::luong:
      return "luong";
    case DecoderKind::bahdanau:
      return "bahdanau";
    case DecoderKind::conditional:
      return "conditional";
  }
  return "unknown";
}

inline const std::vector<DecoderKind>& decoder_kinds() {
  static const std::vector<DecoderKind> kinds = {DecoderKind::luong, DecoderKind::bahdanau,
                                                 DecoderKind::conditional};
  return kinds;
}

inline const std::vector<CellKind>& cell_kinds() {
  static const std::vector<CellKind> kinds = {CellKind::gru, CellKind::lstm};
  return kinds;
}

}  // namespace dragoman
