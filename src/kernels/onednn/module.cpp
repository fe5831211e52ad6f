#include <array>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

#include "kernels/onednn_library.h"

namespace dragoman::onednn {
namespace {

using Memory = dnnl::memory;
using Description = dnnl::memory::desc;

/// Without oneDNN's own cache of products, beside which ours would keep a second set alive.
dnnl::engine make_engine() {
  dnnl::set_primitive_cache_capacity(0);
  return {dnnl::engine::kind::cpu, 0};
}

dnnl::engine& engine() {
  static dnnl::engine cpu = make_engine();
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

/// A row of float32 that is added to every row of a product; nothing where there is no bias.
Description describe_bias(bool present, int64_t columns) {
  if (!present) return {};
  return {{1, columns}, Memory::data_type::f32, Memory::format_tag::ab};
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
                                  const Description& bias, const Description& out,
                                  bool accumulate) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), left, right, bias, out, attributes(accumulate)};
#else
  return {dnnl::matmul::desc(left, right, bias, out), attributes(accumulate), engine()};
#endif
}

/// The layouts of both sides, the result and the bias, as numbers.
using Signature = std::array<int64_t, 12>;

/// Products made before: making one compiles code, some 50 KiB in half a millisecond, which is
/// longer than a small product takes.
class Products {
 public:
  template <class Make>
  std::shared_ptr<const Product> find(const Signature& signature, const Make& make) {
    const std::lock_guard lock(mutex_);
    const auto known = made_.find(signature);
    if (known != made_.end()) return known->second;
    if (made_.size() == most) made_.clear();
    return made_.emplace(signature, std::make_shared<const Product>(make())).first->second;
  }

 private:
  static constexpr size_t most = 512;
  std::mutex mutex_;  // guards `made_`
  std::map<Signature, std::shared_ptr<const Product>> made_;
};

/// @param packed of `right`; undefined where it stands in memory as `right` says
std::shared_ptr<const Product> product_for(const Matrix& left, const Matrix& right,
                                           const Memory* packed, const Matrix& out, bool accumulate,
                                           bool biased) {
  static Products products;
  const int64_t row_stride = packed == nullptr ? right.row_stride : 0;
  const int64_t column_stride = packed == nullptr ? right.column_stride : 0;
  const Signature signature{left.rows,          left.columns,
                            right.columns,      left.row_stride,
                            left.column_stride, row_stride,
                            column_stride,      out.row_stride,
                            out.column_stride,  static_cast<int64_t>(left.number),
                            accumulate,         biased};
  return products.find(signature, [&] {
    const Description other = packed == nullptr ? describe(right) : packed->get_desc();
    const auto planned =
        plan(describe(left), other, describe_bias(biased, out.columns), describe(out), accumulate);
    return Product{dnnl::matmul(planned), planned.scratchpad_desc()};
  });
}

/// Room for a product's intermediate results; each thread keeps its own.
void* scratch_of(size_t bytes) {
  static thread_local std::vector<char> room;
  constexpr size_t alignment = 64;
  if (room.size() < bytes + alignment) room.resize(bytes + alignment);
  const auto address = reinterpret_cast<uintptr_t>(room.data());
  return reinterpret_cast<void*>((address + alignment - 1) / alignment * alignment);
}

void execute(const Product& product, const Memory& left, const Memory& right, const Matrix& out,
             const float* bias) {
  static thread_local dnnl::stream stream(engine());
  const Memory scratch(product.scratch, engine(), scratch_of(product.scratch.get_size()));
  std::unordered_map<int, Memory> arguments = {
      {DNNL_ARG_SRC, left},
      {DNNL_ARG_WEIGHTS, right},
      {DNNL_ARG_DST, Memory(describe(out), engine(), out.data)},
      {DNNL_ARG_SCRATCHPAD, scratch}};
  if (bias != nullptr) {
    arguments.emplace(DNNL_ARG_BIAS,
                      Memory(describe_bias(true, out.columns), engine(), const_cast<float*>(bias)));
  }
  product.primitive.execute(stream, arguments);
  stream.wait();
}

Memory memory_of(const Matrix& matrix) {
  return {describe(matrix), engine(), matrix.data};
}

// Layouts that oneDNN chooses do not depend on the number of rows; it wants to know one all the
// same.
constexpr int64_t usual_rows = 64;

Description packed_layout(const Matrix& matrix) {
  const Number number = matrix.number;
  const Matrix left{nullptr, usual_rows, matrix.rows, matrix.rows, 1, number};
  const Matrix out{nullptr, usual_rows, matrix.columns, matrix.columns, 1, Number::float32};
  const Description any({matrix.rows, matrix.columns}, type_of(number), Memory::format_tag::any);
  return plan(describe(left), any, {}, describe(out), false).weights_desc();
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

bool may_use(dnnl::cpu_isa isa) {
  const auto wanted = static_cast<unsigned>(isa);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & wanted) == wanted;
}

std::string describe_version() {
  const dnnl::version_t& version = *dnnl::version();
  const auto number = std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                      std::to_string(version.patch);
  return "oneDNN " + number + " (" + instructions() + ")";
}

class Packed final : public PackedLayout {
 public:
  explicit Packed(const Matrix& matrix)
      : shape_{nullptr, matrix.rows, matrix.columns, 0, 0, matrix.number},
        packed_(packed_layout(matrix), engine()) {
    dnnl::stream stream(engine());
    Memory plain = memory_of(matrix);
    dnnl::reorder(plain, packed_).execute(stream, plain, packed_);
    stream.wait();
  }

  void multiply(const Matrix& left, const Matrix& out, bool accumulate,
                const float* bias) const override {
    execute(*product_for(left, shape_, &packed_, out, accumulate, bias != nullptr), memory_of(left),
            packed_, out, bias);
  }

 private:
  Matrix shape_;  // without data
  Memory packed_;
};

class OneDnn final : public Library {
 public:
  const char* describe() const override {
    static const std::string description = describe_version();
    return description.c_str();
  }

  bool may_use_bfloat16() const override { return may_use(dnnl::cpu_isa::avx512_core_bf16); }
  bool uses_tiles() const override { return may_use(dnnl::cpu_isa::avx512_core_amx); }

  std::unique_ptr<PackedLayout> pack(const Matrix& matrix) const override {
    return std::make_unique<Packed>(matrix);
  }

  void multiply(const Matrix& left, const Matrix& right, const Matrix& out, bool accumulate,
                const float* bias) const override {
    execute(*product_for(left, right, nullptr, out, accumulate, bias != nullptr), memory_of(left),
            memory_of(right), out, bias);
  }
};

}  // namespace
}  // namespace dragoman::onednn

extern "C" __attribute__((visibility("default"))) const dragoman::onednn::Library*
dragoman_onednn_library() {
  static const dragoman::onednn::OneDnn library;
  return &library;
}
