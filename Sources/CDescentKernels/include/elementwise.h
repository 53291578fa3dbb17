// Elementwise kernels. Every operation is rounded separately, so that the result does not depend on
// the width of the processor's vectors.
//
// Operands are `const void *` because the caller has switched on the element type already: the
// suffix says it (f32 float, f64 double, i32 int32_t, u8 a truth value of 0 or 1). An output may be
// one of the inputs, but must not overlap one in part.
#ifndef DK_ELEMENTWISE_H
#define DK_ELEMENTWISE_H

#include <stddef.h>
#include <stdint.h>

/// y[i] = f(x[i])
#define DK_DECLARE_UNARY(name) \
  void dk_map_##name##_f32(const void *x, void *y, size_t n); \
  void dk_map_##name##_f64(const void *x, void *y, size_t n);
/// y[i] = f(a[i * sa], b[i * sb]), where each stride is 0 (one value for all) or 1.
#define DK_DECLARE_BINARY_OF(name, suffix) \
  void dk_zip_##name##_##suffix(const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *y, size_t n);
#define DK_DECLARE_BINARY(name) \
  DK_DECLARE_BINARY_OF(name, f32) \
  DK_DECLARE_BINARY_OF(name, f64)

DK_DECLARE_UNARY(negate)
DK_DECLARE_UNARY(abs)
DK_DECLARE_UNARY(sign)
DK_DECLARE_UNARY(square)
DK_DECLARE_UNARY(sqrt)
DK_DECLARE_UNARY(rsqrt)
DK_DECLARE_UNARY(exp)
DK_DECLARE_UNARY(log)
DK_DECLARE_UNARY(log1p)
DK_DECLARE_UNARY(sin)
DK_DECLARE_UNARY(cos)
DK_DECLARE_UNARY(tanh)
DK_DECLARE_UNARY(sigmoid)
DK_DECLARE_UNARY(softplus)
DK_DECLARE_UNARY(relu)
void dk_map_negate_i32(const void *x, void *y, size_t n);
void dk_map_abs_i32(const void *x, void *y, size_t n);
void dk_map_sign_i32(const void *x, void *y, size_t n);
void dk_map_not_u8(const void *x, void *y, size_t n);

DK_DECLARE_BINARY(add)
DK_DECLARE_BINARY(subtract)
DK_DECLARE_BINARY(multiply)
DK_DECLARE_BINARY(divide)
DK_DECLARE_BINARY(pow)
/// The angle of the point (b, a): `dk_atan2_f32`.
DK_DECLARE_BINARY(atan2)
DK_DECLARE_BINARY(maximum)
DK_DECLARE_BINARY(minimum)
DK_DECLARE_BINARY_OF(add, i32)
DK_DECLARE_BINARY_OF(subtract, i32)
DK_DECLARE_BINARY_OF(multiply, i32)
DK_DECLARE_BINARY_OF(maximum, i32)
DK_DECLARE_BINARY_OF(minimum, i32)
DK_DECLARE_BINARY_OF(and, u8)
DK_DECLARE_BINARY_OF(or, u8)

// Comparisons: y is u8.
#define DK_DECLARE_COMPARISON(name) \
  DK_DECLARE_BINARY(name) \
  DK_DECLARE_BINARY_OF(name, i32) \
  DK_DECLARE_BINARY_OF(name, u8)
DK_DECLARE_COMPARISON(equal)
DK_DECLARE_COMPARISON(notEqual)
DK_DECLARE_COMPARISON(less)
DK_DECLARE_COMPARISON(lessEqual)

// First-order pullbacks: `a` is the cotangent of the result, `b` the value that the operation saved
// (its result for tanh, sigmoid, sqrt, rsqrt; its argument for the rest).
DK_DECLARE_BINARY(tanhPullback)
DK_DECLARE_BINARY(sigmoidPullback)
DK_DECLARE_BINARY(softplusPullback)
DK_DECLARE_BINARY(reluPullback)
DK_DECLARE_BINARY(absPullback)
DK_DECLARE_BINARY(sqrtPullback)
DK_DECLARE_BINARY(rsqrtPullback)
DK_DECLARE_BINARY(log1pPullback)
DK_DECLARE_BINARY(squarePullback)

// First-order pullbacks of atan2: from the cotangent g of the angle to that of y, and to that of x.
void dk_atan2PullbackOfY_f32(const void *g, const void *y, const void *x, void *result, size_t n);
void dk_atan2PullbackOfY_f64(const void *g, const void *y, const void *x, void *result, size_t n);
void dk_atan2PullbackOfX_f32(const void *g, const void *y, const void *x, void *result, size_t n);
void dk_atan2PullbackOfX_f64(const void *g, const void *y, const void *x, void *result, size_t n);

/// y[i] = condition[i] ? a[i * sa] : b[i * sb]
void dk_select_4(const uint8_t *condition, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *y, size_t n);
void dk_select_8(const uint8_t *condition, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *y, size_t n);
void dk_select_1(const uint8_t *condition, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *y, size_t n);

/// The element types that `dk_convert` knows.
enum { DK_F32 = 0, DK_F64 = 1, DK_I32 = 2, DK_BOOL = 3, DK_I64 = 4, DK_U8 = 5 };
/// Converts as C does, saturating from floating point to integers, with not-a-number to 0; to a
/// truth value by comparison with zero.
void dk_convert(const void *x, int from, void *y, int to, size_t n);

/// Copies a strided view of `rank` axes to dense memory (`dk_gather`), or dense memory into a strided
/// view (`dk_scatter`). Strides and the elements' `size` are in elements and bytes (1, 4 or 8).
void dk_gather(const void *x, void *y, int rank, const size_t *dims, const ptrdiff_t *strides, size_t size);
void dk_scatter(const void *x, void *y, int rank, const size_t *dims, const ptrdiff_t *strides, size_t size);

#undef DK_DECLARE_UNARY
#undef DK_DECLARE_BINARY
#undef DK_DECLARE_BINARY_OF
#undef DK_DECLARE_COMPARISON
#endif
