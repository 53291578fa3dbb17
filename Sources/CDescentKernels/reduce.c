#pragma STDC FP_CONTRACT OFF
#include "reduce.h"

#include <math.h>

#include "clones.h"
#include "transcendental.h"

// Along a row: 16 lanes take every 16th element of a block of 4,096; the lanes are added in a fixed
// tree, the blocks one after another in double. The error stays near one rounding of the result.
enum { LANES = 16, BLOCK = 4096, TILE = 256, STRIP = 64 };

// `L` is the type of the lanes: squares of float are added in double, where they neither overflow nor
// vanish.
#define ROW(name, L, suffix, ARGS, term) \
  CLONES static double row_##name##_##suffix ARGS { \
    double total = 0; \
    for (size_t start = 0; start < n; start += BLOCK) { \
      size_t end = n - start < BLOCK ? n : start + BLOCK; \
      L lane[LANES] = {0}; \
      size_t i = start; \
      for (; i + LANES <= end; i += LANES) \
        for (int l = 0; l < LANES; l++) { size_t k = i + (size_t)l; lane[l] += (term); } \
      for (int l = 0; i < end; i++, l++) { size_t k = i; lane[l] += (term); } \
      for (int half = LANES / 2; half > 0; half /= 2) \
        for (int l = 0; l < half; l++) lane[l] += lane[l + half]; \
      total += (double)lane[0]; \
    } \
    return total; \
  }

#define SUMS(T, suffix) \
  ROW(sum, T, suffix, (const T *x, size_t n), x[k]) \
  ROW(squares, double, suffix, (const T *x, size_t n), (double)x[k] * (double)x[k]) \
  ROW(dot, T, suffix, (const T *x, const T *y, size_t n), x[k] * y[k]) \
  double dk_squares_##suffix(const void *x, size_t n) { return row_squares_##suffix(x, n); } \
  double dk_dot_##suffix(const void *x, const void *y, size_t n) { return row_dot_##suffix(x, y, n); } \
  /* Down columns: strips of 64 rows are added up, then the strips. */ \
  CLONES static void columns_##suffix(const T *x, T *y, size_t n, size_t inner) { \
    for (size_t j0 = 0; j0 < inner; j0 += TILE) { \
      size_t width = inner - j0 < TILE ? inner - j0 : TILE; \
      T total[TILE]; \
      for (size_t j = 0; j < width; j++) total[j] = 0; \
      for (size_t i0 = 0; i0 < n; i0 += STRIP) { \
        size_t end = n - i0 < STRIP ? n : i0 + STRIP; \
        T strip[TILE]; \
        for (size_t j = 0; j < width; j++) strip[j] = 0; \
        for (size_t i = i0; i < end; i++) { \
          const T *row = x + i * inner + j0; \
          for (size_t j = 0; j < width; j++) strip[j] += row[j]; \
        } \
        for (size_t j = 0; j < width; j++) total[j] += strip[j]; \
      } \
      for (size_t j = 0; j < width; j++) y[j0 + j] = total[j]; \
    } \
  } \
  void dk_sum_##suffix(const void *px, void *py, size_t outer, size_t n, size_t inner) { \
    const T *x = px; \
    T *y = py; \
    for (size_t o = 0; o < outer; o++) { \
      if (inner == 1) y[o] = (T)row_sum_##suffix(x + o * n, n); \
      else columns_##suffix(x + o * n * inner, y + o * inner, n, inner); \
    } \
  }
SUMS(float, f32)
SUMS(double, f64)

void dk_sum_i32(const void *px, void *py, size_t outer, size_t n, size_t inner) {
  const int32_t *x = px;
  int32_t *y = py;
  for (size_t o = 0; o < outer; o++)
    for (size_t j = 0; j < inner; j++) {
      uint32_t total = 0;
      for (size_t i = 0; i < n; i++) total += (uint32_t)x[(o * n + i) * inner + j];
      y[o * inner + j] = (int32_t)total;
    }
}

// `wins` is true when u should replace the best so far, v.
#define EXTREMUM(name, T, suffix, wins) \
  void dk_##name##_##suffix(const void *px, void *py, size_t outer, size_t n, size_t inner) { \
    const T *x = px; \
    T *y = py; \
    for (size_t o = 0; o < outer; o++) \
      for (size_t j = 0; j < inner; j++) { \
        T v = x[o * n * inner + j]; \
        for (size_t i = 1; i < n; i++) { \
          T u = x[(o * n + i) * inner + j]; \
          v = (wins) ? u : v; \
        } \
        y[o * inner + j] = v; \
      } \
  } \
  void dk_arg##name##_##suffix(const void *px, int32_t *y, size_t outer, size_t n, size_t inner) { \
    const T *x = px; \
    for (size_t o = 0; o < outer; o++) \
      for (size_t j = 0; j < inner; j++) { \
        T v = x[o * n * inner + j]; \
        size_t at = 0; \
        for (size_t i = 1; i < n; i++) { \
          T u = x[(o * n + i) * inner + j]; \
          if (wins) { v = u; at = i; } \
        } \
        y[o * inner + j] = (int32_t)at; \
      } \
  }
EXTREMUM(max, float, f32, u > v || (u != u && v == v))
EXTREMUM(max, double, f64, u > v || (u != u && v == v))
EXTREMUM(max, int32_t, i32, u > v)
EXTREMUM(min, float, f32, u < v || (u != u && v == v))
EXTREMUM(min, double, f64, u < v || (u != u && v == v))
EXTREMUM(min, int32_t, i32, u < v)

#define SOFTMAX(T, suffix, INFINITE) \
  /* 16 lanes take every 16th number; not a number wins. */ \
  CLONES static T greatest_##suffix(const T *x, size_t n) { \
    T lane[LANES]; \
    for (int l = 0; l < LANES; l++) lane[l] = x[0]; \
    size_t i = 0; \
    for (; i + LANES <= n; i += LANES) \
      for (int l = 0; l < LANES; l++) { \
        T u = x[i + (size_t)l]; \
        lane[l] = u > lane[l] || u != u ? u : lane[l]; \
      } \
    for (int l = 0; i < n; i++, l++) lane[l] = x[i] > lane[l] || x[i] != x[i] ? x[i] : lane[l]; \
    T v = lane[0]; \
    for (int l = 1; l < LANES; l++) v = lane[l] > v || lane[l] != lane[l] ? lane[l] : v; \
    return v; \
  } \
  CLONES static T shifted_exp_##suffix(const T *x, T *y, T shift, size_t n) { \
    for (size_t i = 0; i < n; i++) y[i] = dk_exp_##suffix(x[i] - shift); \
    return (T)row_sum_##suffix(y, n); \
  } \
  CLONES static double exp_sum_##suffix(const T *x, T shift, size_t n) { \
    double total = 0; \
    T y[LANES * 16]; \
    for (size_t i0 = 0; i0 < n; i0 += LANES * 16) { \
      size_t m = n - i0 < LANES * 16 ? n - i0 : LANES * 16; \
      for (size_t i = 0; i < m; i++) y[i] = dk_exp_##suffix(x[i0 + i] - shift); \
      total += row_sum_##suffix(y, m); \
    } \
    return total; \
  } \
  CLONES void dk_softmax_##suffix(const void *px, void *py, size_t rows, size_t n) { \
    for (size_t r = 0; r < rows; r++) { \
      const T *x = (const T *)px + r * n; \
      T *y = (T *)py + r * n; \
      T total = shifted_exp_##suffix(x, y, greatest_##suffix(x, n), n); \
      for (size_t i = 0; i < n; i++) y[i] = y[i] / total; \
    } \
  } \
  static T log_sum_exp_##suffix(const T *x, size_t n) { \
    T shift = greatest_##suffix(x, n); \
    /* An infinite greatest value is not subtracted: inf - inf is not a number. */ \
    if (shift == INFINITE || shift == -INFINITE) return shift; \
    return shift + dk_log_##suffix((T)exp_sum_##suffix(x, shift, n)); \
  } \
  CLONES void dk_logSoftmax_##suffix(const void *px, void *py, size_t rows, size_t n) { \
    for (size_t r = 0; r < rows; r++) { \
      const T *x = (const T *)px + r * n; \
      T *y = (T *)py + r * n; \
      T shift = greatest_##suffix(x, n); \
      T log_total = dk_log_##suffix((T)exp_sum_##suffix(x, shift, n)); \
      for (size_t i = 0; i < n; i++) y[i] = (x[i] - shift) - log_total; \
    } \
  } \
  void dk_logSumExp_##suffix(const void *px, void *py, size_t rows, size_t n) { \
    for (size_t r = 0; r < rows; r++) ((T *)py)[r] = log_sum_exp_##suffix((const T *)px + r * n, n); \
  } \
  CLONES void dk_softmaxPullback_##suffix(const void *pg, const void *py, void *pout, size_t rows, size_t n) { \
    for (size_t r = 0; r < rows; r++) { \
      const T *g = (const T *)pg + r * n, *y = (const T *)py + r * n; \
      T *out = (T *)pout + r * n; \
      T dot = (T)row_dot_##suffix(g, y, n); \
      for (size_t i = 0; i < n; i++) out[i] = y[i] * (g[i] - dot); \
    } \
  } \
  CLONES void dk_logSoftmaxPullback_##suffix(const void *pg, const void *py, void *pout, size_t rows, size_t n) { \
    for (size_t r = 0; r < rows; r++) { \
      const T *g = (const T *)pg + r * n, *y = (const T *)py + r * n; \
      T *out = (T *)pout + r * n; \
      T total = (T)row_sum_##suffix(g, n); \
      for (size_t i = 0; i < n; i++) out[i] = g[i] - dk_exp_##suffix(y[i]) * total; \
    } \
  }
SOFTMAX(float, f32, INFINITY)
SOFTMAX(double, f64, (double)INFINITY)
