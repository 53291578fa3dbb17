// The cross-entropy of rows of scores with classes, from softmax to loss and back in one pass each.
//
//   l = sum over k of q[k] (log sum exp z - z[k]),   z' = g (Q softmax(z) - q),   Q = sum of q
//   q[k] = (1 - smoothing) w[c] [k = c] + smoothing / n w[k]
//
// A row whose class is `ignored` has l = 0 and z' = 0.
#ifndef DK_CLASSIFICATION_H
#define DK_CLASSIFICATION_H

#include <stddef.h>
#include <stdint.h>

#define DK_DECLARE_CLASSIFICATION(suffix) \
  /** The losses, and for the way back the greatest score of each row and the logarithm of the sum. \
   * `w` is NULL for weights of 1. */ \
  void dk_crossEntropy_##suffix(const void *z, const int64_t *classes, const void *w, void *losses, void *kept, size_t rows, size_t n, double smoothing, int64_t ignored); \
  void dk_crossEntropyPullback_##suffix(const void *g, const void *z, const int64_t *classes, const void *w, const void *kept, void *out, size_t rows, size_t n, double smoothing, int64_t ignored); \
  /** -w[c] x[c] of each row of log-probabilities, and its cotangent, which is 0 elsewhere. */ \
  void dk_classLikelihood_##suffix(const void *x, const int64_t *classes, const void *w, void *losses, size_t rows, size_t n, int64_t ignored); \
  void dk_classLikelihoodPullback_##suffix(const void *g, const int64_t *classes, const void *w, void *out, size_t rows, size_t n, int64_t ignored); \
  /** w[c], 0 for the class that is ignored. */ \
  void dk_classWeights_##suffix(const int64_t *classes, const void *w, void *out, size_t rows, int64_t ignored); \
  /** (1 - t) softplus(z) + v t softplus(-z), and its cotangent g ((1 - t) sigma(z) - v t (1 - sigma(z))); \
   * v is NULL for 1. */ \
  void dk_binaryCrossEntropy_##suffix(const void *z, const void *t, const void *v, void *losses, size_t n); \
  void dk_binaryCrossEntropyPullback_##suffix(const void *g, const void *z, const void *t, const void *v, void *out, size_t n);
DK_DECLARE_CLASSIFICATION(f32)
DK_DECLARE_CLASSIFICATION(f64)
#undef DK_DECLARE_CLASSIFICATION

/// Where the first class stands that is neither one of n nor ignored; `rows` if there is none.
size_t dk_firstForeignClass(const int64_t *classes, size_t rows, size_t n, int64_t ignored);
#endif
