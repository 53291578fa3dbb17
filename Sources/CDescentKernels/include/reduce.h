// Reductions of a dense array of shape [outer, n, inner] over its middle axis.
//
// The order of summation is part of the contract: it depends on n alone, never on the width of the
// vectors or on the number of threads, so that a sum has the same bits everywhere.
#ifndef DK_REDUCE_H
#define DK_REDUCE_H

#include <stddef.h>
#include <stdint.h>

/// y[o, j] = sum over i of x[o, i, j].
void dk_sum_f32(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_sum_f64(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_sum_i32(const void *x, void *y, size_t outer, size_t n, size_t inner);
/// The sum of squares of n numbers, in double.
double dk_squares_f32(const void *x, size_t n);
double dk_squares_f64(const void *x, size_t n);
/// The inner product of two vectors, summed as `dk_sum` does, the products rounded separately.
double dk_dot_f32(const void *x, const void *y, size_t n);
double dk_dot_f64(const void *x, const void *y, size_t n);

/// The greatest or least along the axis; not a number wins. n must be at least 1.
void dk_max_f32(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_max_f64(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_max_i32(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_min_f32(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_min_f64(const void *x, void *y, size_t outer, size_t n, size_t inner);
void dk_min_i32(const void *x, void *y, size_t outer, size_t n, size_t inner);
/// Where the first greatest or least stands; the first that is not a number wins. y is int32_t.
void dk_argmax_f32(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);
void dk_argmax_f64(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);
void dk_argmax_i32(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);
void dk_argmin_f32(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);
void dk_argmin_f64(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);
void dk_argmin_i32(const void *x, int32_t *y, size_t outer, size_t n, size_t inner);

/// Softmax and its logarithm over rows of n, computed from x - max(x); logsumexp: one value a row.
void dk_softmax_f32(const void *x, void *y, size_t rows, size_t n);
void dk_softmax_f64(const void *x, void *y, size_t rows, size_t n);
void dk_logSoftmax_f32(const void *x, void *y, size_t rows, size_t n);
void dk_logSoftmax_f64(const void *x, void *y, size_t rows, size_t n);
void dk_logSumExp_f32(const void *x, void *y, size_t rows, size_t n);
void dk_logSumExp_f64(const void *x, void *y, size_t rows, size_t n);
/// Pullbacks from the cotangent g and the saved result y: y (g - sum g y) and g - exp(y) sum g.
void dk_softmaxPullback_f32(const void *g, const void *y, void *out, size_t rows, size_t n);
void dk_softmaxPullback_f64(const void *g, const void *y, void *out, size_t rows, size_t n);
void dk_logSoftmaxPullback_f32(const void *g, const void *y, void *out, size_t rows, size_t n);
void dk_logSoftmaxPullback_f64(const void *g, const void *y, void *out, size_t rows, size_t n);

#endif
