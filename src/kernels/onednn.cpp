#include "dragoman/kernels/onednn.h"

#include "dragoman/base/module.h"
#include "kernels/onednn_library.h"

namespace dragoman::onednn {

const Library& library() {
  using Entry = const Library* (*)();
  static const Library& opened = *reinterpret_cast<Entry>(open_module(module_file, module_entry))();
  return opened;
}

bool is_available() {
  return true;
}

bool has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") && library().may_use_bfloat16();
#else
  return false;
#endif
}

bool is_faster_in_bfloat16() {
#if defined(__x86_64__)
  return has_bfloat16() && (library().uses_tiles() || __builtin_cpu_is("amd"));
#else
  return false;
#endif
}

std::string describe() {
  return library().describe();
}

struct PackedMatrix::Storage {
  std::unique_ptr<PackedLayout> layout;
};

PackedMatrix::PackedMatrix(const Matrix& matrix) : storage_(new Storage{library().pack(matrix)}) {}

PackedMatrix::~PackedMatrix() = default;
PackedMatrix::PackedMatrix(PackedMatrix&&) noexcept = default;
PackedMatrix& PackedMatrix::operator=(PackedMatrix&&) noexcept = default;

void PackedMatrix::multiply(const Matrix& left, const Matrix& out, bool accumulate,
                            const float* bias) const {
  storage_->layout->multiply(left, out, accumulate, bias);
}

void multiply(const Matrix& left, const Matrix& right, const Matrix& out, bool accumulate,
              const float* bias) {
  library().multiply(left, right, out, accumulate, bias);
}

}  // namespace dragoman::onednn
