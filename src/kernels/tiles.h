#pragma once
#include <array>
#include <cstdint>

#include "dragoman/kernels/instructions.h"

namespace dragoman {

/// The tile registers of AMX: eight matrices of 16 rows of 64 bytes. In assembly, as the compiler's
/// own functions for them want the whole file compiled for processors that have them.
/// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18.
inline constexpr int64_t tile_rows = 16, tile_bytes = 64;

/// Whether so many rows are multiplied in tiles: few of them would leave most of a tile empty.
inline bool is_for_tiles(int64_t rows) {
  constexpr int64_t fewest = 6;
  return rows >= fewest && has_tiles();
}

#if defined(__x86_64__)

/// This thread's tile registers, ready while it lives.
class Tiles {
 public:
  Tiles() {
    Configuration all;
    all.bytes_of_a_row.fill(tile_bytes);
    all.rows.fill(tile_rows);
    asm volatile("ldtilecfg %0" ::"m"(all));
  }
  ~Tiles() { asm volatile("tilerelease"); }
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;

 private:
  struct alignas(64) Configuration {
    uint8_t palette = 1, first_row = 0;
    std::array<uint8_t, 14> reserved{};
    std::array<uint16_t, 8> bytes_of_a_row{};
    std::array<uint16_t, 8> other_bytes{};  // of registers that do not exist yet
    std::array<uint8_t, 8> rows{}, other_rows{};
  };
  static_assert(sizeof(Configuration) == 64);
};

template <int tile>
void clear_tile() {
  asm volatile("tilezero %%tmm%c0" ::"i"(tile));
}

template <int tile>
void load_tile(const void* from, int64_t stride) {
  asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(stride), "i"(tile) : "memory");
}

template <int tile>
void store_tile(void* to, int64_t stride) {
  asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(stride), "i"(tile) : "memory");
}

/// sums [16, 16] += left [16, 64] · right [16, 16, 4]: int32 of unsigned by signed bytes, which
/// neither saturates nor rounds.
template <int sums, int left, int right>
void multiply_tiles() {
  asm volatile("tdpbusd %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(sums), "i"(left), "i"(right));
}

#endif

}  // namespace dragoman
