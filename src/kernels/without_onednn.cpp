#include "dragoman/base/error.h"
#include "dragoman/kernels/onednn.h"

// What stands in for onednn.cpp where oneDNN is not installed.
namespace dragoman::onednn {
namespace {

[[noreturn]] void fail_without() {
  fail("this build has no oneDNN");
}

}  // namespace

bool is_available() {
  return false;
}

bool has_bfloat16() {
  return false;
}

bool is_faster_in_bfloat16() {
  return false;
}

std::string describe() {
  fail_without();
}

struct PackedMatrix::Storage {};

PackedMatrix::PackedMatrix(const Matrix& /*matrix*/) {
  fail_without();
}

PackedMatrix::~PackedMatrix() = default;
PackedMatrix::PackedMatrix(PackedMatrix&&) noexcept = default;
PackedMatrix& PackedMatrix::operator=(PackedMatrix&&) noexcept = default;

void PackedMatrix::multiply(const Matrix& /*left*/, const Matrix& /*out*/, bool /*accumulate*/,
                            const float* /*bias*/) const {
  fail_without();
}

void multiply(const Matrix& /*left*/, const Matrix& /*right*/, const Matrix& /*out*/,
              bool /*accumulate*/, const float* /*bias*/) {
  fail_without();
}

}  // namespace dragoman::onednn
