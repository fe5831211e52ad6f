#include "dragoman/base/error.h"
#include "dragoman/kernels/cuda.h"
#include "kernels/cuda/kernels.h"

namespace dragoman::cuda {
namespace {

[[noreturn]] void refuse() {
  fail("these kernels were built without CUDA");
}

}  // namespace

bool is_available() {
  return false;
}

void cell_forward(const CellStep&) {
  refuse();
}
void cell_backward(const CellStep&, const Array&, const Array&) {
  refuse();
}
void weigh_values(const Array&, const Array&, const Array&, const Array&) {
  refuse();
}
void weigh_values_backward(const Array&, const Array&, const Array&, const Array&) {
  refuse();
}
void dot_scores(const Array&, const Array&, double, const Array&) {
  refuse();
}
void dot_scores_backward(const Array&, double, const Array&, const Array&) {
  refuse();
}
void additive_scores(const Array&, const Array&, const Array&, const Array&, const Array&) {
  refuse();
}
void additive_scores_backward(const Array&, const Array&, const Array&, const Array&, const Array&,
                              const Array&) {
  refuse();
}
void heads_forward(const HeadsStep&) {
  refuse();
}
void heads_backward(const HeadsStep&, const Array&, const Array&, const Array&) {
  refuse();
}
void sum_over_steps(const Array&, const Array&, const Array&) {
  refuse();
}
void cross_entropy_rows(const CrossEntropyRows&) {
  refuse();
}
void adam(const AdamStep&, const AdamArrays&, double) {
  refuse();
}
void sum_of_squares(const Array&, const Array&) {
  refuse();
}
void fill_mask(uint64_t, int64_t, double, const Array&) {
  refuse();
}
void sum_of_rows(const Array&, const Array&) {
  refuse();
}
void add_rows_of_words(const Array&, const Array&, const Array&) {
  refuse();
}
void best_words(const Array&, const Array&, const Array&) {
  refuse();
}

}  // namespace dragoman::cuda
