#include "nn/recurrence/onednn.h"

#include <array>
#include <map>
#include <mutex>
#include <vector>

#include <dnnl.hpp>

namespace dragoman::onednn {
namespace {

using Memory = dnnl::memory;
using Description = dnnl::memory::desc;

dnnl::engine& engine() {
  static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Memory::data_type type_of(Number number) {
  return number == Number::float32 ? Memory::data_type::f32 : Memory::data_type::bf16;
}

Description describe(const Matrix& matrix) {
  return {{matrix.rows, matrix.columns},
          type_of(matrix.number),
          Memory::dims{matrix.row_stride, matrix.column_stride}};
}

/// A product made for its shapes, and what executing it needs.
struct Product {
  dnnl::matmul primitive;
  Description scratch;
};

dnnl::primitive_attr attributes(bool accumulate) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (accumulate) {
    dnnl::post_ops sum;
    sum.append_sum(1.0F);
    attributes.set_post_ops(sum);
  }
  return attributes;
}

// The one place where versions 2 and 3 of oneDNN differ.
dnnl::matmul::primitive_desc plan(const Description& left, const Description& right,
                                  const Description& out, bool accumulate) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), left, right, out, attributes(accumulate)};
#else
  return {dnnl::matmul::desc(left, right, out), attributes(accumulate), engine()};
#endif
}

Product make_product(const Description& left, const Description& right, const Description& out,
                     bool accumulate) {
  const auto planned = plan(left, right, out, accumulate);
  return {dnnl::matmul(planned), planned.scratchpad_desc()};
}

/// Room for a product's intermediate results; each thread keeps its own.
void* scratch_of(size_t bytes) {
  static thread_local std::vector<char> room;
  constexpr size_t alignment = 64;
  if (room.size() < bytes + alignment) room.resize(bytes + alignment);
  const auto address = reinterpret_cast<uintptr_t>(room.data());
  return reinterpret_cast<void*>((address + alignment - 1) / alignment * alignment);
}

void execute(const Product& product, const Memory& left, const Memory& right, const Matrix& out) {
  static thread_local dnnl::stream stream(engine());
  const Memory scratch(product.scratch, engine(), scratch_of(product.scratch.get_size()));
  product.primitive.execute(stream, {{DNNL_ARG_SRC, left},
                                     {DNNL_ARG_WEIGHTS, right},
                                     {DNNL_ARG_DST, Memory(describe(out), engine(), out.data)},
                                     {DNNL_ARG_SCRATCHPAD, scratch}});
  stream.wait();
}

Memory memory_of(const Matrix& matrix) {
  return {describe(matrix), engine(), matrix.data};
}

// Layouts that oneDNN chooses do not depend on the number of rows; it wants to know one all the
// same.
constexpr int64_t usual_rows = 64;

Description packed_layout(const Matrix& matrix, Number number) {
  const Matrix left{nullptr, usual_rows, matrix.rows, matrix.rows, 1, number};
  const Matrix out{nullptr, usual_rows, matrix.columns, matrix.columns, 1, Number::float32};
  const Description any({matrix.rows, matrix.columns}, type_of(number), Memory::format_tag::any);
  return plan(describe(left), any, describe(out), false).weights_desc();
}

const char* instructions() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::avx512_core_amx:
      return "AMX";
    case dnnl::cpu_isa::avx512_core_bf16:
    case dnnl::cpu_isa::avx512_core_vnni:
    case dnnl::cpu_isa::avx512_core:
      return "AVX-512";
    case dnnl::cpu_isa::avx2:
      return "AVX2";
    default:
      return "this processor";
  }
}

}  // namespace

bool is_available() {
  return true;
}

bool has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

std::string describe() {
  const dnnl::version_t& version = *dnnl::version();
  const auto number = std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                      std::to_string(version.patch);
  return "oneDNN " + number + " (" + instructions() + ")";
}

struct PackedMatrix::Storage {
  Number number;
  int64_t columns;
  Memory packed;

  // Products by rows, strides of both sides, and whether they accumulate.
  using Key = std::array<int64_t, 4>;
  std::map<Key, Product> products;
  std::mutex mutex;  // guards `products`

  const Product& product_for(const Matrix& left, const Matrix& out, bool accumulate) {
    const Key key{left.rows, left.row_stride, out.row_stride, accumulate};
    const std::lock_guard lock(mutex);
    const auto known = products.find(key);
    if (known != products.end()) return known->second;
    return products
        .emplace(key, make_product(describe(left), packed.get_desc(), describe(out), accumulate))
        .first->second;
  }
};

PackedMatrix::PackedMatrix(const Matrix& matrix, Number number) : storage_(new Storage) {
  storage_->number = number;
  storage_->columns = matrix.columns;
  storage_->packed = Memory(packed_layout(matrix, number), engine());
  dnnl::stream stream(engine());
  Memory plain = memory_of(matrix);
  dnnl::reorder(plain, storage_->packed).execute(stream, plain, storage_->packed);
  stream.wait();
}

PackedMatrix::~PackedMatrix() = default;
PackedMatrix::PackedMatrix(PackedMatrix&&) noexcept = default;
PackedMatrix& PackedMatrix::operator=(PackedMatrix&&) noexcept = default;

void PackedMatrix::multiply(const Matrix& left, const Matrix& out, bool accumulate) const {
  execute(storage_->product_for(left, out, accumulate), memory_of(left), storage_->packed, out);
}

void multiply(const Matrix& left, const Matrix& right, const Matrix& out, bool accumulate) {
  execute(make_product(describe(left), describe(right), describe(out), accumulate), memory_of(left),
          memory_of(right), out);
}

}  // namespace dragoman::onednn
