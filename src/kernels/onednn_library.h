#pragma once
#include <memory>

#include "dragoman/kernels/onednn.h"

namespace dragoman::onednn {

// oneDNN behind an interface, because it cannot be linked: a LibTorch may carry a oneDNN of its own
// inside, whose names are hidden but for instances of the C++ library's templates, and by those
// each version would call code of the other. So the code that calls oneDNN is a module, opened at
// run time with its names kept apart.

class PackedLayout {
 public:
  virtual ~PackedLayout() = default;
  virtual void multiply(const Matrix& left, const Matrix& out, bool accumulate,
                        const float* bias) const = 0;
};

class Library {
 public:
  virtual const char* describe() const = 0;

  /// Whether the limit on oneDNN's instructions, if there is one, allows native bfloat16.
  virtual bool may_use_bfloat16() const = 0;

  /// Whether it multiplies bfloat16 in the tiles of AMX.
  virtual bool uses_tiles() const = 0;

  virtual std::unique_ptr<PackedLayout> pack(const Matrix& matrix) const = 0;
  virtual void multiply(const Matrix& left, const Matrix& right, const Matrix& out, bool accumulate,
                        const float* bias) const = 0;

 protected:
  ~Library() = default;
};

/// Opens the module at the first call.
/// @throws Error when it cannot be opened
const Library& library();

constexpr const char* module_file = "libdragoman_onednn.so";

/// The one name that the module exports.
constexpr const char* module_entry = "dragoman_onednn_library";

}  // namespace dragoman::onednn
