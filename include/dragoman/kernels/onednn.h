#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "dragoman/kernels/array.h"

namespace dragoman::onednn {

/// A matrix in memory: element (i, j) stands at data + i · row_stride + j · column_stride.
struct Matrix {
  void* data;
  int64_t rows, columns;
  int64_t row_stride, column_stride;
  Number number = Number::float32;  // or bfloat16
};

/// Whether Dragoman was built with oneDNN; the rest must not be called otherwise.
bool is_available();

/// Whether this processor multiplies bfloat16 natively, and oneDNN may (ONEDNN_MAX_CPU_ISA).
bool has_bfloat16();

/// Whether products in bfloat16 are also faster than in float32: by the tiles of AMX, and
/// (expected, not measured) on AMD's processors. Intel's others do them at half the rate of float32
/// (measured on Emerald Rapids).
bool is_faster_in_bfloat16();

/// Version and instructions in use: "oneDNN 2.6.3 (AMX)".
std::string describe();

/// A right-hand side [K, N] laid out once for many products.
class PackedMatrix {
 public:
  explicit PackedMatrix(const Matrix& matrix);
  ~PackedMatrix();
  PackedMatrix(PackedMatrix&&) noexcept;
  PackedMatrix& operator=(PackedMatrix&&) noexcept;

  /// out [R, N] (+)= left [R, K] · this (+ bias). `left` holds the numbers this is packed as, `out`
  /// float32. @param bias float32 [N], or null
  void multiply(const Matrix& left, const Matrix& out, bool accumulate,
                const float* bias = nullptr) const;

 private:
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

/// out [M, N] (+)= left [M, K] · right [K, N] (+ bias); left and right of one kind of numbers, out
/// float32. @param bias float32 [N], or null
void multiply(const Matrix& left, const Matrix& right, const Matrix& out, bool accumulate,
              const float* bias = nullptr);

}  // namespace dragoman::onednn
