#pragma once
#include "dragoman/kernels/adam.h"
#include "dragoman/kernels/attention.h"
#include "dragoman/kernels/cell_step.h"
#include "dragoman/kernels/cross_entropy.h"

#ifndef DRAGOMAN_CUDA_NAMESPACE
#define DRAGOMAN_CUDA_NAMESPACE cuda
#endif

/// The kernels whose arrays are on a GPU: each does what the function of its name does on the CPU,
/// and comes back before it is done. Sums are made in a fixed order, without atomic operations.
namespace dragoman::DRAGOMAN_CUDA_NAMESPACE {

void cell_forward(const CellStep& step);
void cell_backward(const CellStep& step, const Array& hidden, const Array& cell);

void weigh_values(const Array& values, const Array& mask, const Array& weights,
                  const Array& contexts);
void weigh_values_backward(const Array& values, const Array& weights,
                           const Array& context_gradients, const Array& score_gradients);
void dot_scores(const Array& queries, const Array& keys, double scale, const Array& scores);
void dot_scores_backward(const Array& keys, double scale, const Array& score_gradients,
                         const Array& query_gradients);
void additive_scores(const Array& queries, const Array& v, const Array& keys, const Array& mask,
                     const Array& scores);
void additive_scores_backward(const Array& queries, const Array& v, const Array& keys,
                              const Array& score_gradients, const Array& key_gradients,
                              const Array& v_gradients);
void heads_forward(const HeadsStep& step);
void heads_backward(const HeadsStep& step, const Array& context_gradients,
                    const Array& score_gradients, const Array& query_gradients);
void sum_over_steps(const Array& coefficients, const Array& vectors, const Array& out);

void cross_entropy_rows(const CrossEntropyRows& rows);

void adam(const AdamStep& step, const AdamArrays& arrays, double average_weight);

void sum_of_squares(const Array& values, const Array& sums);

void fill_mask(uint64_t seed, int64_t first, double rate, const Array& values);

void sum_of_rows(const Array& rows, const Array& out);
void add_rows_of_words(const Array& words, const Array& rows, const Array& table);

void best_words(const Array& scores, const Array& values, const Array& words);

/// The cudaStream_t that this thread's kernels go to; null is the default one.
void* stream_of_launches();

/// Of a kernel that did not start. @throws Error
[[noreturn]] void refuse_launch(const char* reason);

}  // namespace dragoman::DRAGOMAN_CUDA_NAMESPACE
