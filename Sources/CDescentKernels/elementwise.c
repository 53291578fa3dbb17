#pragma STDC FP_CONTRACT OFF
#include "elementwise.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "transcendental.h"

#define UNARY(name, T, suffix, expression) \
  CLONES void dk_map_##name##_##suffix(const void *px, void *py, size_t n) { \
    const T *x = px; \
    T *y = py; \
    EACH_ALONE for (size_t i = 0; i < n; i++) { \
      T u = x[i]; \
      y[i] = (expression); \
    } \
  }

#define BINARY(name, T, R, suffix, expression) \
  CLONES void dk_zip_##name##_##suffix(const void *pa, ptrdiff_t sa, const void *pb, ptrdiff_t sb, void *py, size_t n) { \
    const T *a = pa, *b = pb; \
    R *y = py; \
    if (sa && sb) { \
      EACH_ALONE for (size_t i = 0; i < n; i++) { T u = a[i], v = b[i]; y[i] = (expression); } \
    } else if (sa) { \
      const T v = *b; \
      EACH_ALONE for (size_t i = 0; i < n; i++) { T u = a[i]; y[i] = (expression); } \
    } else if (sb) { \
      const T u = *a; \
      EACH_ALONE for (size_t i = 0; i < n; i++) { T v = b[i]; y[i] = (expression); } \
    } else { \
      const T u = *a, v = *b; \
      const R r = (expression); \
      for (size_t i = 0; i < n; i++) y[i] = r; \
    } \
  }

#define FLOATS_UNARY(name, e32, e64) UNARY(name, float, f32, e32) UNARY(name, double, f64, e64)
#define FLOATS_BINARY(name, expression) \
  BINARY(name, float, float, f32, expression) BINARY(name, double, double, f64, expression)

FLOATS_UNARY(negate, -u, -u)
FLOATS_UNARY(abs, __builtin_fabsf(u), __builtin_fabs(u))
// Not a number stays one, and the sign of zero is kept.
FLOATS_UNARY(sign, u > 0 ? 1.0f : u < 0 ? -1.0f : u, u > 0 ? 1.0 : u < 0 ? -1.0 : u)
FLOATS_UNARY(square, u * u, u * u)
FLOATS_UNARY(sqrt, __builtin_elementwise_sqrt(u), __builtin_elementwise_sqrt(u))
FLOATS_UNARY(rsqrt, 1.0f / __builtin_elementwise_sqrt(u), 1.0 / __builtin_elementwise_sqrt(u))
FLOATS_UNARY(exp, dk_exp_f32(u), dk_exp_f64(u))
FLOATS_UNARY(log, dk_log_f32(u), dk_log_f64(u))
FLOATS_UNARY(log1p, dk_log1p_f32(u), dk_log1p_f64(u))
FLOATS_UNARY(tanh, dk_tanh_f32(u), dk_tanh_f64(u))
FLOATS_UNARY(sigmoid, dk_sigmoid_f32(u), dk_sigmoid_f64(u))
FLOATS_UNARY(softplus, dk_softplus_f32(u), dk_softplus_f64(u))
FLOATS_UNARY(relu, u < 0 ? 0 : u, u < 0 ? 0 : u)
UNARY(negate, int32_t, i32, (int32_t)(0u - (uint32_t)u))
UNARY(abs, int32_t, i32, u < 0 ? (int32_t)(0u - (uint32_t)u) : u)
UNARY(sign, int32_t, i32, (u > 0) - (u < 0))
UNARY(not, uint8_t, u8, !u)

FLOATS_BINARY(add, u + v)
FLOATS_BINARY(subtract, u - v)
FLOATS_BINARY(multiply, u * v)
FLOATS_BINARY(divide, u / v)
BINARY(pow, float, float, f32, dk_pow_f32(u, v))
BINARY(pow, double, double, f64, dk_pow_f64(u, v))
BINARY(atan2, float, float, f32, dk_atan2_f32(u, v))
BINARY(atan2, double, double, f64, dk_atan2_f64(u, v))
// Not a number wins, as in NumPy's maximum and torch's.
FLOATS_BINARY(maximum, u > v || u != u ? u : v)
FLOATS_BINARY(minimum, u < v || u != u ? u : v)
// Whole numbers wrap around: computed without sign, where overflow is defined.
BINARY(add, int32_t, int32_t, i32, (int32_t)((uint32_t)u + (uint32_t)v))
BINARY(subtract, int32_t, int32_t, i32, (int32_t)((uint32_t)u - (uint32_t)v))
BINARY(multiply, int32_t, int32_t, i32, (int32_t)((uint32_t)u * (uint32_t)v))
BINARY(maximum, int32_t, int32_t, i32, u > v ? u : v)
BINARY(minimum, int32_t, int32_t, i32, u < v ? u : v)
BINARY(and, uint8_t, uint8_t, u8, u & v)
BINARY(or, uint8_t, uint8_t, u8, u | v)

#define COMPARISON(name, expression) \
  BINARY(name, float, uint8_t, f32, expression) \
  BINARY(name, double, uint8_t, f64, expression) \
  BINARY(name, int32_t, uint8_t, i32, expression) \
  BINARY(name, uint8_t, uint8_t, u8, expression)
COMPARISON(equal, u == v)
COMPARISON(notEqual, u != v)
COMPARISON(less, u < v)
COMPARISON(lessEqual, u <= v)

FLOATS_BINARY(tanhPullback, u * (1 - v * v))
FLOATS_BINARY(sigmoidPullback, u * (v * (1 - v)))
BINARY(softplusPullback, float, float, f32, u * dk_sigmoid_f32(v))
BINARY(softplusPullback, double, double, f64, u * dk_sigmoid_f64(v))
FLOATS_BINARY(reluPullback, v > 0 ? u : 0)
FLOATS_BINARY(absPullback, v > 0 ? u : v < 0 ? -u : u * v)
FLOATS_BINARY(sqrtPullback, u / (2 * v))
FLOATS_BINARY(rsqrtPullback, u * (v * v * v) / -2)
FLOATS_BINARY(log1pPullback, u / (1 + v))
FLOATS_BINARY(squarePullback, u * (2 * v))

// v / (u^2 + v^2), the slope of atan2(u, v) along u; 0 at the origin. With a the lesser and b the greater
// of both, u^2 + v^2 = b (b + a q) for q = a / b: no square overflows.
#define ATAN2_PULLBACKS(T, suffix) \
  DK_INLINE T atan2_slope_##suffix(T u, T v) { \
    DK_TWO_ROUNDINGS \
    int steep = dk_abs_##suffix(u) > dk_abs_##suffix(v); \
    T a = steep ? v : u, b = steep ? u : v; \
    T one = b == 0 ? (T)0 : (T)1; \
    b = b == 0 ? (T)1 : b; \
    T q = a / b; \
    return (steep ? q : one) / (b + a * q); \
  } \
  CLONES void dk_atan2PullbackOfY_##suffix(const void *pg, const void *py, const void *px, void *presult, size_t n) { \
    const T *g = pg, *y = py, *x = px; \
    T *result = presult; \
    for (size_t i = 0; i < n; i++) result[i] = g[i] * atan2_slope_##suffix(y[i], x[i]); \
  } \
  CLONES void dk_atan2PullbackOfX_##suffix(const void *pg, const void *py, const void *px, void *presult, size_t n) { \
    const T *g = pg, *y = py, *x = px; \
    T *result = presult; \
    for (size_t i = 0; i < n; i++) result[i] = -(g[i] * atan2_slope_##suffix(x[i], y[i])); \
  }
ATAN2_PULLBACKS(float, f32)
ATAN2_PULLBACKS(double, f64)

#define SELECT(size, T) \
  CLONES void dk_select_##size(const uint8_t *c, const void *pa, ptrdiff_t sa, const void *pb, ptrdiff_t sb, void *py, size_t n) { \
    const T *a = pa, *b = pb; \
    T *y = py; \
    for (size_t i = 0; i < n; i++) y[i] = c[i] ? a[(ptrdiff_t)i * sa] : b[(ptrdiff_t)i * sb]; \
  }
SELECT(1, uint8_t)
SELECT(4, uint32_t)
SELECT(8, uint64_t)

static int64_t whole(double x) {
  if (x != x) return 0;
  if (x >= 9223372036854775808.0) return INT64_MAX;
  if (x <= -9223372036854775808.0) return INT64_MIN;
  return (int64_t)x;
}

static int32_t whole32(int64_t x) { return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x; }
static uint8_t whole8(int64_t x) { return x > 255 ? 255 : x < 0 ? 0 : (uint8_t)x; }

#define CONVERT(T, TO, R, expression) \
  case TO: \
    for (size_t i = 0; i < n; i++) { T u = ((const T *)x)[i]; ((R *)y)[i] = (expression); } \
    return;
#define CONVERT_ALL(T, FROM, integer) \
  case FROM: \
    switch (to) { \
      CONVERT(T, DK_F32, float, (float)u) \
      CONVERT(T, DK_F64, double, (double)u) \
      CONVERT(T, DK_I32, int32_t, whole32(integer)) \
      CONVERT(T, DK_BOOL, uint8_t, u != 0) \
      CONVERT(T, DK_I64, int64_t, integer) \
      CONVERT(T, DK_U8, uint8_t, whole8(integer)) \
    } \
    return;

void dk_convert(const void *x, int from, void *y, int to, size_t n) {
  switch (from) {
    CONVERT_ALL(float, DK_F32, whole((double)u))
    CONVERT_ALL(double, DK_F64, whole(u))
    CONVERT_ALL(int32_t, DK_I32, (int64_t)u)
    CONVERT_ALL(uint8_t, DK_BOOL, (int64_t)u)
    CONVERT_ALL(int64_t, DK_I64, u)
    CONVERT_ALL(uint8_t, DK_U8, (int64_t)u)
  }
}

// One innermost run of a strided view. The two strides that occur most are loops of their own.
#define RUN(T, load, store) \
  if (stride == 1) { \
    memcpy(store, load, n * sizeof(T)); \
  } else
#define GATHER(size, T) \
  static void gather_##size(const void *px, void *py, size_t n, ptrdiff_t stride) { \
    const T *x = px; \
    T *y = py; \
    RUN(T, x, y) if (stride == 0) { \
      T same = x[0]; \
      for (size_t i = 0; i < n; i++) y[i] = same; \
    } else \
    for (size_t i = 0; i < n; i++) y[i] = x[(ptrdiff_t)i * stride]; \
  } \
  static void scatter_##size(const void *px, void *py, size_t n, ptrdiff_t stride) { \
    const T *x = px; \
    T *y = py; \
    RUN(T, x, y) \
    for (size_t i = 0; i < n; i++) y[(ptrdiff_t)i * stride] = x[i]; \
  }
GATHER(1, uint8_t)
GATHER(4, uint32_t)
GATHER(8, uint64_t)

typedef void (*Run)(const void *, void *, size_t, ptrdiff_t);

// Walks all axes but the last like an odometer; `dense` advances by whole runs, `view` by strides.
// Axes of length 1 are left out, and neighbours that are one axis to the view are taken as one, so that
// runs are as long as they can be.
static void walk(const char *x, char *y, int given, const size_t *lengths, const ptrdiff_t *steps, size_t size, Run run, int view_is_input) {
  size_t dims[16] = {1}, rows = 1;
  ptrdiff_t strides[16] = {1};
  int rank = 0;
  for (int k = 0; k < given; k++) {
    if (lengths[k] == 0) return;
    if (lengths[k] == 1) continue;
    if (rank > 0 && strides[rank - 1] == steps[k] * (ptrdiff_t)lengths[k]) {
      dims[rank - 1] *= lengths[k];
      strides[rank - 1] = steps[k];
    } else {
      dims[rank] = lengths[k];
      strides[rank++] = steps[k];
    }
  }
  if (rank == 0) rank = 1;
  size_t n = dims[rank - 1];
  ptrdiff_t stride = strides[rank - 1];
  for (int k = 0; k < rank - 1; k++) rows *= dims[k];
  size_t index[16] = {0};
  ptrdiff_t offset = 0;
  for (size_t row = 0; row < rows; row++) {
    ptrdiff_t dense = (ptrdiff_t)(row * n * size);
    ptrdiff_t view = offset * (ptrdiff_t)size;
    run(x + (view_is_input ? view : dense), y + (view_is_input ? dense : view), n, stride);
    for (int k = rank - 2; k >= 0; k--) {
      offset += strides[k];
      if (++index[k] < dims[k]) break;
      offset -= (ptrdiff_t)dims[k] * strides[k];
      index[k] = 0;
    }
  }
}

void dk_gather(const void *x, void *y, int rank, const size_t *dims, const ptrdiff_t *strides, size_t size) {
  walk(x, y, rank, dims, strides, size, size == 8 ? gather_8 : size == 4 ? gather_4 : gather_1, 1);
}

void dk_scatter(const void *x, void *y, int rank, const size_t *dims, const ptrdiff_t *strides, size_t size) {
  walk(x, y, rank, dims, strides, size, size == 8 ? scatter_8 : size == 4 ? scatter_4 : scatter_1, 0);
}

// Huge arguments take a path of their own, which a plain loop over one value could not.
void dk_map_sin_f32(const void *x, void *y, size_t n) { dk_sin_n_f32(x, y, n); }
void dk_map_sin_f64(const void *x, void *y, size_t n) { dk_sin_n_f64(x, y, n); }
void dk_map_cos_f32(const void *x, void *y, size_t n) { dk_cos_n_f32(x, y, n); }
void dk_map_cos_f64(const void *x, void *y, size_t n) { dk_cos_n_f64(x, y, n); }
