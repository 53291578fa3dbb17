#pragma STDC FP_CONTRACT OFF
#include "normalization.h"

#include "clones.h"
#include "transcendental_bits.h"

// Along a row: 16 lanes in blocks of 4,096, the lanes added in a fixed tree and the blocks in double.
// Down a column: strips of 64 rows, these added in double.
enum { LANES = 16, BLOCK = 4096, TILE = 256, STRIP = 64 };

// Adds `terms` to lane 0...15 of `count` sums at once; `k` is the place in the row.
#define LANE_SUMS(T, count, totals, terms) \
  for (size_t start = 0; start < n; start += BLOCK) { \
    size_t end = n - start < BLOCK ? n : start + BLOCK; \
    T lane[count][LANES] = {{0}}; \
    size_t i = start; \
    for (; i + LANES <= end; i += LANES) \
      for (int l = 0; l < LANES; l++) { size_t k = i + (size_t)l; terms } \
    for (int l = 0; i < end; i++, l++) { size_t k = i; terms } \
    for (int t = 0; t < count; t++) { \
      for (int half = LANES / 2; half > 0; half /= 2) \
        for (int l = 0; l < half; l++) lane[t][l] += lane[t][l + half]; \
      totals[t] += (double)lane[t][0]; \
    } \
  }

#define NORMALIZATION(T, suffix) \
  CLONES static double sum_##suffix(const T *x, size_t n) { \
    double total[1] = {0}; \
    LANE_SUMS(T, 1, total, lane[0][l] += x[k];) \
    return total[0]; \
  } \
  CLONES static double squares_##suffix(const T *x, T mean, size_t n) { \
    double total[1] = {0}; \
    LANE_SUMS(T, 1, total, T d = x[k] - mean; lane[0][l] += d * d;) \
    return total[0]; \
  } \
  /* Of g w and of g w h. */ \
  CLONES static void weighted_##suffix(const T *g, const T *x, T mean, T r, const T *w, size_t n, double *total) { \
    LANE_SUMS(T, 2, total, T a = g[k] * w[k]; lane[0][l] += a; lane[1][l] += a * ((x[k] - mean) * r);) \
  } \
  CLONES static void plain_##suffix(const T *g, const T *x, T mean, T r, size_t n, double *total) { \
    LANE_SUMS(T, 2, total, lane[0][l] += g[k]; lane[1][l] += g[k] * ((x[k] - mean) * r);) \
  } \
  void dk_rowStatistics_##suffix(const void *px, void *pmean, void *preciprocal, size_t rows, size_t n, int centers, double epsilon) { \
    for (size_t row = 0; row < rows; row++) { \
      const T *x = (const T *)px + row * n; \
      T mean = centers ? (T)(sum_##suffix(x, n) / (double)n) : 0; \
      ((T *)pmean)[row] = mean; \
      double variance = squares_##suffix(x, mean, n) / (double)n; \
      ((T *)preciprocal)[row] = (T)(1 / __builtin_elementwise_sqrt(variance + epsilon)); \
    } \
  } \
  /* Columns of [samples, channels]: the sums of (x - shift)^power for power 1 or 2. */ \
  CLONES static void columns_##suffix(const T *x, const T *mean, double *total, size_t samples, size_t channels, size_t first, size_t width, int squared) { \
    for (size_t j = 0; j < width; j++) total[j] = 0; \
    for (size_t i0 = 0; i0 < samples; i0 += STRIP) { \
      size_t end = samples - i0 < STRIP ? samples : i0 + STRIP; \
      T strip[TILE]; \
      for (size_t j = 0; j < width; j++) strip[j] = 0; \
      for (size_t i = i0; i < end; i++) { \
        const T *row = x + i * channels + first; \
        if (squared) { \
          for (size_t j = 0; j < width; j++) { T d = row[j] - mean[first + j]; strip[j] += d * d; } \
        } else { \
          for (size_t j = 0; j < width; j++) strip[j] += row[j]; \
        } \
      } \
      for (size_t j = 0; j < width; j++) total[j] += (double)strip[j]; \
    } \
  } \
  void dk_channelStatistics_##suffix(const void *px, void *pmean, void *pvariance, void *preciprocal, size_t samples, size_t channels, size_t inner, size_t first, size_t last, double epsilon) { \
    const T *x = px; \
    T *mean = pmean, *variance = pvariance, *reciprocal = preciprocal; \
    double count = (double)(samples * inner); \
    for (size_t c0 = first; c0 < last; c0 += TILE) { \
      size_t width = last - c0 < TILE ? last - c0 : TILE; \
      double total[TILE]; \
      for (int squared = 0; squared < 2; squared++) { \
        if (inner == 1) { \
          columns_##suffix(x, mean, total, samples, channels, c0, width, squared); \
        } else { \
          for (size_t j = 0; j < width; j++) { \
            total[j] = 0; \
            for (size_t i = 0; i < samples; i++) { \
              const T *run = x + (i * channels + c0 + j) * inner; \
              total[j] += squared ? squares_##suffix(run, mean[c0 + j], inner) : sum_##suffix(run, inner); \
            } \
          } \
        } \
        for (size_t j = 0; j < width; j++) { \
          double moment = total[j] / count; \
          if (squared) { \
            variance[c0 + j] = (T)moment; \
            reciprocal[c0 + j] = (T)(1 / __builtin_elementwise_sqrt(moment + epsilon)); \
          } else { \
            mean[c0 + j] = (T)moment; \
          } \
        } \
      } \
    } \
  } \
  CLONES void dk_normalize_##suffix(const void *px, const void *pmean, const void *preciprocal, const void *pw, const void *pb, void *py, dk_normal_layout layout, size_t first, size_t last) { \
    const T *mean = pmean, *reciprocal = preciprocal, *w = pw, *b = pb; \
    for (size_t sample = first; sample < last; sample++) { \
      for (size_t c = 0; c < layout.channels;) { \
        size_t place = sample * layout.per_sample + c / layout.width; \
        const T *x = (const T *)px + (sample * layout.channels + c) * layout.inner; \
        T *restrict y = (T *)py + (sample * layout.channels + c) * layout.inner; \
        T m = mean[place], r = reciprocal[place]; \
        if (layout.inner > 1) { \
          T wc = w[c], bc = b[c]; \
          for (size_t k = 0; k < layout.inner; k++) y[k] = ((x[k] - m) * r) * wc + bc; \
          c += 1; \
        } else if (layout.width > 1) { \
          for (size_t k = 0; k < layout.width; k++) y[k] = ((x[k] - m) * r) * w[c + k] + b[c + k]; \
          c += layout.width; \
        } else { \
          size_t n = layout.channels; \
          for (size_t k = 0; k < n; k++) y[k] = ((x[k] - mean[place + k]) * reciprocal[place + k]) * w[k] + b[k]; \
          c += n; \
        } \
      } \
    } \
  } \
  void dk_rowProjections_##suffix(const void *pg, const void *px, const void *pmean, const void *preciprocal, const void *pw, void *pp, void *ps, dk_normal_layout layout, size_t first, size_t last, int centers) { \
    const T *w = pw; \
    size_t n = layout.width * layout.inner; \
    for (size_t row = first; row < last; row++) { \
      const T *g = (const T *)pg + row * n, *x = (const T *)px + row * n; \
      T m = ((const T *)pmean)[row], r = ((const T *)preciprocal)[row]; \
      size_t c = row % layout.per_sample * layout.width; \
      double total[2] = {0, 0}; \
      if (layout.inner == 1) { \
        weighted_##suffix(g, x, m, r, w + c, n, total); \
      } else { \
        for (size_t j = 0; j < layout.width; j++) { \
          double part[2] = {0, 0}; \
          plain_##suffix(g + j * layout.inner, x + j * layout.inner, m, r, layout.inner, part); \
          total[0] += part[0] * (double)w[c + j]; \
          total[1] += part[1] * (double)w[c + j]; \
        } \
      } \
      ((T *)pp)[row] = centers ? (T)(total[0] / (double)n) : 0; \
      ((T *)ps)[row] = (T)(total[1] / (double)n); \
    } \
  } \
  CLONES static void column_sums_##suffix(const T *g, const T *x, const T *mean, const T *reciprocal, double (*total)[TILE], size_t samples, dk_normal_layout layout, size_t first, size_t width) { \
    for (size_t j = 0; j < width; j++) total[0][j] = total[1][j] = 0; \
    for (size_t i0 = 0; i0 < samples; i0 += STRIP) { \
      size_t end = samples - i0 < STRIP ? samples : i0 + STRIP; \
      T strip[2][TILE]; \
      for (size_t j = 0; j < width; j++) strip[0][j] = strip[1][j] = 0; \
      for (size_t i = i0; i < end; i++) { \
        const T *gr = g + i * layout.channels + first, *xr = x + i * layout.channels + first; \
        if (layout.width == 1) { \
          const T *m = mean + i * layout.per_sample + first, *r = reciprocal + i * layout.per_sample + first; \
          for (size_t j = 0; j < width; j++) { \
            strip[0][j] += gr[j] * ((xr[j] - m[j]) * r[j]); \
            strip[1][j] += gr[j]; \
          } \
        } else if (layout.per_sample == 1) { \
          T m = mean[i], r = reciprocal[i]; \
          for (size_t j = 0; j < width; j++) { \
            strip[0][j] += gr[j] * ((xr[j] - m) * r); \
            strip[1][j] += gr[j]; \
          } \
        } else { \
          for (size_t j = 0; j < width; j++) { \
            size_t place = i * layout.per_sample + (first + j) / layout.width; \
            strip[0][j] += gr[j] * ((xr[j] - mean[place]) * reciprocal[place]); \
            strip[1][j] += gr[j]; \
          } \
        } \
      } \
      for (size_t j = 0; j < width; j++) { \
        total[0][j] += (double)strip[0][j]; \
        total[1][j] += (double)strip[1][j]; \
      } \
    } \
  } \
  void dk_channelSums_##suffix(const void *pg, const void *px, const void *pmean, const void *preciprocal, void *pgh, void *pgs, size_t samples, dk_normal_layout layout, size_t first, size_t last) { \
    const T *g = pg, *x = px, *mean = pmean, *reciprocal = preciprocal; \
    T *gh = pgh, *gs = pgs; \
    for (size_t c0 = first; c0 < last; c0 += TILE) { \
      size_t width = last - c0 < TILE ? last - c0 : TILE; \
      double total[2][TILE]; \
      if (layout.inner == 1) { \
        column_sums_##suffix(g, x, mean, reciprocal, total, samples, layout, c0, width); \
      } else { \
        for (size_t j = 0; j < width; j++) { \
          double sums[2] = {0, 0}; \
          for (size_t i = 0; i < samples; i++) { \
            size_t at = (i * layout.channels + c0 + j) * layout.inner; \
            size_t place = i * layout.per_sample + (c0 + j) / layout.width; \
            plain_##suffix(g + at, x + at, mean[place], reciprocal[place], layout.inner, sums); \
          } \
          total[0][j] = sums[1]; \
          total[1][j] = sums[0]; \
        } \
      } \
      for (size_t j = 0; j < width; j++) { \
        gh[c0 + j] = (T)total[0][j]; \
        gs[c0 + j] = (T)total[1][j]; \
      } \
    } \
  } \
  CLONES void dk_normalizePullback_##suffix(const void *pg, const void *px, const void *pmean, const void *preciprocal, const void *pw, const void *pp, const void *ps, void *pout, dk_normal_layout layout, size_t first, size_t last) { \
    const T *mean = pmean, *reciprocal = preciprocal, *w = pw, *p = pp, *s = ps; \
    for (size_t sample = first; sample < last; sample++) { \
      for (size_t c = 0; c < layout.channels;) { \
        size_t place = sample * layout.per_sample + c / layout.width; \
        size_t at = (sample * layout.channels + c) * layout.inner; \
        const T *g = (const T *)pg + at, *x = (const T *)px + at; \
        T *restrict y = (T *)pout + at; \
        T m = mean[place], r = reciprocal[place], pc = p[place], sc = s[place]; \
        if (layout.inner > 1) { \
          T wc = w[c]; \
          for (size_t k = 0; k < layout.inner; k++) y[k] = r * ((g[k] * wc - pc) - ((x[k] - m) * r) * sc); \
          c += 1; \
        } else if (layout.width > 1) { \
          for (size_t k = 0; k < layout.width; k++) y[k] = r * ((g[k] * w[c + k] - pc) - ((x[k] - m) * r) * sc); \
          c += layout.width; \
        } else { \
          size_t n = layout.channels; \
          for (size_t k = 0; k < n; k++) { \
            T h = (x[k] - mean[place + k]) * reciprocal[place + k]; \
            y[k] = reciprocal[place + k] * ((g[k] * w[k] - p[place + k]) - h * s[place + k]); \
          } \
          c += n; \
        } \
      } \
    } \
  }
NORMALIZATION(float, f32)
NORMALIZATION(double, f64)

// A sample at a time, so that it is still near when it is read again.
#define ROWS(T, suffix) \
  void dk_normalizeRows_##suffix(const void *x, const void *w, const void *b, void *y, void *mean, void *reciprocal, dk_normal_layout layout, size_t first, size_t last, int centers, double epsilon) { \
    size_t rows = layout.per_sample, n = layout.width * layout.inner; \
    for (size_t sample = first; sample < last; sample++) { \
      size_t row = sample * rows; \
      dk_rowStatistics_##suffix((const T *)x + row * n, (T *)mean + row, (T *)reciprocal + row, rows, n, centers, epsilon); \
      dk_normalize_##suffix(x, mean, reciprocal, w, b, y, layout, sample, sample + 1); \
    } \
  } \
  void dk_normalizeRowsPullback_##suffix(const void *g, const void *x, const void *mean, const void *reciprocal, const void *w, void *p, void *s, void *out, dk_normal_layout layout, size_t first, size_t last, int centers) { \
    size_t rows = layout.per_sample; \
    for (size_t sample = first; sample < last; sample++) { \
      dk_rowProjections_##suffix(g, x, mean, reciprocal, w, p, s, layout, sample * rows, (sample + 1) * rows, centers); \
      dk_normalizePullback_##suffix(g, x, mean, reciprocal, w, p, s, out, layout, sample, sample + 1); \
    } \
  }
ROWS(float, f32)
ROWS(double, f64)
