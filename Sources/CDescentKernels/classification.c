#pragma STDC FP_CONTRACT OFF
#include "classification.h"

#include "clones.h"
#include "reduce.h"
#include "transcendental.h"

enum { LANES = 16, BLOCK = 4096 };

#define CLASSIFICATION(T, suffix) \
  /* 16 lanes take every 16th number of a row; not a number wins, as in a plain maximum. */ \
  CLONES static T greatest_##suffix(const T *z, size_t n) { \
    T lane[LANES]; \
    for (int l = 0; l < LANES; l++) lane[l] = z[0]; \
    size_t i = 0; \
    for (; i + LANES <= n; i += LANES) \
      for (int l = 0; l < LANES; l++) { \
        T u = z[i + (size_t)l]; \
        lane[l] = u > lane[l] || u != u ? u : lane[l]; \
      } \
    for (int l = 0; i < n; i++, l++) lane[l] = z[i] > lane[l] || z[i] != z[i] ? z[i] : lane[l]; \
    T best = lane[0]; \
    for (int l = 1; l < LANES; l++) best = lane[l] > best || lane[l] != lane[l] ? lane[l] : best; \
    return best; \
  } \
  /* Lanes in blocks of 4,096, added in a fixed tree; the blocks in double. */ \
  CLONES static double exp_sum_##suffix(const T *z, T shift, size_t n) { \
    double total = 0; \
    for (size_t start = 0; start < n; start += BLOCK) { \
      size_t end = n - start < BLOCK ? n : start + BLOCK; \
      T lane[LANES] = {0}; \
      size_t i = start; \
      for (; i + LANES <= end; i += LANES) \
        for (int l = 0; l < LANES; l++) lane[l] += dk_exp_##suffix(z[i + (size_t)l] - shift); \
      for (int l = 0; i < end; i++, l++) lane[l] += dk_exp_##suffix(z[i] - shift); \
      for (int half = LANES / 2; half > 0; half /= 2) \
        for (int l = 0; l < half; l++) lane[l] += lane[l + half]; \
      total += (double)lane[0]; \
    } \
    return total; \
  } \
  CLONES static double all_##suffix(const T *z, const T *w, T shift, T log_sum, size_t n) { \
    double lane[LANES] = {0}; \
    size_t i = 0; \
    for (; i + LANES <= n; i += LANES) \
      for (int l = 0; l < LANES; l++) { \
        size_t k = i + (size_t)l; \
        lane[l] += (double)((w ? w[k] : 1) * (log_sum - (z[k] - shift))); \
      } \
    for (int l = 0; i < n; i++, l++) lane[l] += (double)((w ? w[i] : 1) * (log_sum - (z[i] - shift))); \
    for (int half = LANES / 2; half > 0; half /= 2) \
      for (int l = 0; l < half; l++) lane[l] += lane[l + half]; \
    return lane[0]; \
  } \
  void dk_crossEntropy_##suffix(const void *pz, const int64_t *classes, const void *pw, void *plosses, void *pkept, size_t rows, size_t n, double smoothing, int64_t ignored) { \
    const T *w = pw; \
    T *losses = plosses, *kept = pkept; \
    for (size_t row = 0; row < rows; row++) { \
      const T *z = (const T *)pz + row * n; \
      T shift = greatest_##suffix(z, n); \
      T log_sum = dk_log_##suffix((T)exp_sum_##suffix(z, shift, n)); \
      kept[2 * row] = shift; \
      kept[2 * row + 1] = log_sum; \
      int64_t c = classes[row]; \
      if (c == ignored) { \
        losses[row] = 0; \
        continue; \
      } \
      T loss = (w ? w[c] : 1) * (log_sum - (z[c] - shift)); \
      if (smoothing > 0) { \
        double smooth = all_##suffix(z, w, shift, log_sum, n); \
        loss = (T)((1 - smoothing) * (double)loss + smoothing / (double)n * smooth); \
      } \
      losses[row] = loss; \
    } \
  } \
  CLONES void dk_crossEntropyPullback_##suffix(const void *pg, const void *pz, const int64_t *classes, const void *pw, const void *pkept, void *pout, size_t rows, size_t n, double smoothing, int64_t ignored) { \
    const T *w = pw, *kept = pkept; \
    double weights = 0; \
    if (w && smoothing > 0) for (size_t k = 0; k < n; k++) weights += (double)w[k]; \
    else weights = (double)n; \
    for (size_t row = 0; row < rows; row++) { \
      const T *z = (const T *)pz + row * n; \
      T *out = (T *)pout + row * n; \
      int64_t c = classes[row]; \
      T g = ((const T *)pg)[row]; \
      if (c == ignored) { \
        for (size_t k = 0; k < n; k++) out[k] = 0; \
        continue; \
      } \
      T shift = kept[2 * row], log_sum = kept[2 * row + 1]; \
      double of_class = (1 - smoothing) * (w ? (double)w[c] : 1); \
      T spread = (T)(smoothing / (double)n), total = (T)(of_class + smoothing / (double)n * weights); \
      if (smoothing == 0) { \
        for (size_t k = 0; k < n; k++) out[k] = g * (total * dk_exp_##suffix((z[k] - shift) - log_sum)); \
      } else if (w) { \
        for (size_t k = 0; k < n; k++) \
          out[k] = g * (total * dk_exp_##suffix((z[k] - shift) - log_sum) - spread * w[k]); \
      } else { \
        for (size_t k = 0; k < n; k++) out[k] = g * (total * dk_exp_##suffix((z[k] - shift) - log_sum) - spread); \
      } \
      /* That of the class once more, from the difference, which may be small. */ \
      T own = spread * (w ? w[c] : 1); \
      out[c] = g * ((total * dk_exp_##suffix((z[c] - shift) - log_sum) - (T)of_class) - own); \
    } \
  }

#define LIKELIHOOD(T, suffix) \
  void dk_classLikelihood_##suffix(const void *px, const int64_t *classes, const void *pw, void *plosses, size_t rows, size_t n, int64_t ignored) { \
    const T *x = px, *w = pw; \
    T *losses = plosses; \
    for (size_t row = 0; row < rows; row++) { \
      int64_t c = classes[row]; \
      losses[row] = c == ignored ? 0 : -((w ? w[c] : 1) * x[row * n + (size_t)c]); \
    } \
  } \
  void dk_classLikelihoodPullback_##suffix(const void *pg, const int64_t *classes, const void *pw, void *pout, size_t rows, size_t n, int64_t ignored) { \
    const T *g = pg, *w = pw; \
    T *out = pout; \
    for (size_t row = 0; row < rows; row++) { \
      int64_t c = classes[row]; \
      for (size_t k = 0; k < n; k++) out[row * n + k] = 0; \
      if (c != ignored) out[row * n + (size_t)c] = -(g[row] * (w ? w[c] : 1)); \
    } \
  } \
  void dk_classWeights_##suffix(const int64_t *classes, const void *pw, void *pout, size_t rows, int64_t ignored) { \
    const T *w = pw; \
    T *out = pout; \
    for (size_t row = 0; row < rows; row++) \
      out[row] = classes[row] == ignored ? 0 : w ? w[classes[row]] : 1; \
  } \
  CLONES void dk_binaryCrossEntropy_##suffix(const void *pz, const void *pt, const void *pv, void *plosses, size_t n) { \
    const T *z = pz, *t = pt, *v = pv; \
    T *losses = plosses; \
    for (size_t i = 0; i < n; i++) { \
      T s = dk_softplus_##suffix(-(z[i] < 0 ? -z[i] : z[i])); \
      T no = (z[i] > 0 ? z[i] : 0) + s, yes = (z[i] < 0 ? -z[i] : 0) + s; \
      losses[i] = (1 - t[i]) * no + (v ? v[i] : 1) * t[i] * yes; \
    } \
  } \
  CLONES void dk_binaryCrossEntropyPullback_##suffix(const void *pg, const void *pz, const void *pt, const void *pv, void *pout, size_t n) { \
    const T *g = pg, *z = pz, *t = pt, *v = pv; \
    T *out = pout; \
    if (v) { \
      for (size_t i = 0; i < n; i++) { \
        T yes = dk_sigmoid_##suffix(z[i]), no = dk_sigmoid_##suffix(-z[i]); \
        out[i] = g[i] * ((1 - t[i]) * yes - v[i] * t[i] * no); \
      } \
    } else { \
      for (size_t i = 0; i < n; i++) out[i] = g[i] * (dk_sigmoid_##suffix(z[i]) - t[i]); \
    } \
  }
LIKELIHOOD(float, f32)
LIKELIHOOD(double, f64)

CLASSIFICATION(float, f32)
CLASSIFICATION(double, f64)

size_t dk_firstForeignClass(const int64_t *classes, size_t rows, size_t n, int64_t ignored) {
  for (size_t row = 0; row < rows; row++)
    if ((classes[row] < 0 || classes[row] >= (int64_t)n) && classes[row] != ignored) return row;
  return rows;
}
