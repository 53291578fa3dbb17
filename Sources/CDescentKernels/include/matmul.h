// Matrix products. These may use fused multiply-adds: the same bits for one machine and build,
// whatever the number of threads.
#ifndef DK_MATMUL_H
#define DK_MATMUL_H

#include <stddef.h>

/// c[i, j] = sum over p of a[i, p] b[p, j] for rows `first` to `last` of c, where element (i, p) of a
/// stands at a[i * ai + p * ap] and element (p, j) of b at b[p * bp + j * bj]; c is dense, with n
/// columns. Each element is summed in one order whatever the rows asked for, so that the work can be
/// split by rows.
void dk_matmul_f32(const void *a, ptrdiff_t ai, ptrdiff_t ap, const void *b, ptrdiff_t bp, ptrdiff_t bj, void *c, size_t first, size_t last, size_t k, size_t n);
void dk_matmul_f64(const void *a, ptrdiff_t ai, ptrdiff_t ap, const void *b, ptrdiff_t bp, ptrdiff_t bj, void *c, size_t first, size_t last, size_t k, size_t n);

#endif
