// Normalization by mean and deviation, over rows (layer, group, root mean square) or over channels
// (batch), forward and back.
//
// x is [samples, channels, inner]. A sample's channel c takes its mean m and its reciprocal deviation
// r from place  sample * per_sample + c / width  of the statistics: per_sample groups of `width`
// neighbouring channels a sample, or, with per_sample 0 and width 1, one for each channel of all
// samples.
//
//   h = (x - m) r,   y = h w[c] + b[c],   x' = r (g w[c] - p - h s)
//
// where g is the cotangent of y and p and s are the means of g w and of g w h over what m and r are
// the statistics of; 0 where these are constants.
//
// Sums are formed in a fixed order, whatever the range of samples or channels that a call computes.
#ifndef DK_NORMALIZATION_H
#define DK_NORMALIZATION_H

#include <stddef.h>

typedef struct {
  size_t channels, inner, per_sample, width;
} dk_normal_layout;

#define DK_DECLARE_NORMALIZATION(suffix) \
  /** Mean and reciprocal deviation of each of `rows` rows of n; a mean of 0 unless it is centered. */ \
  void dk_rowStatistics_##suffix(const void *x, void *mean, void *reciprocal, size_t rows, size_t n, int centers, double epsilon); \
  /** Mean, mean squared deviation and reciprocal deviation of channels first..<last. */ \
  void dk_channelStatistics_##suffix(const void *x, void *mean, void *variance, void *reciprocal, size_t samples, size_t channels, size_t inner, size_t first, size_t last, double epsilon); \
  /** y of samples first..<last. */ \
  void dk_normalize_##suffix(const void *x, const void *mean, const void *reciprocal, const void *w, const void *b, void *y, dk_normal_layout layout, size_t first, size_t last); \
  /** p and s of rows first..<last, where each sample is per_sample rows; p is 0 unless centered. */ \
  void dk_rowProjections_##suffix(const void *g, const void *x, const void *mean, const void *reciprocal, const void *w, void *p, void *s, dk_normal_layout layout, size_t first, size_t last, int centers); \
  /** The sums of g h and of g for channels first..<last: the cotangents of w and b. */ \
  void dk_channelSums_##suffix(const void *g, const void *x, const void *mean, const void *reciprocal, void *gh, void *gs, size_t samples, dk_normal_layout layout, size_t first, size_t last); \
  /** x' of samples first..<last. */ \
  void dk_normalizePullback_##suffix(const void *g, const void *x, const void *mean, const void *reciprocal, const void *w, const void *p, const void *s, void *out, dk_normal_layout layout, size_t first, size_t last);

#define DK_DECLARE_ROWS(suffix) \
  /** Statistics and y of samples first..<last. */ \
  void dk_normalizeRows_##suffix(const void *x, const void *w, const void *b, void *y, void *mean, void *reciprocal, dk_normal_layout layout, size_t first, size_t last, int centers, double epsilon); \
  /** p, s and x' of samples first..<last. */ \
  void dk_normalizeRowsPullback_##suffix(const void *g, const void *x, const void *mean, const void *reciprocal, const void *w, void *p, void *s, void *out, dk_normal_layout layout, size_t first, size_t last, int centers);
DK_DECLARE_NORMALIZATION(f32)
DK_DECLARE_NORMALIZATION(f64)
DK_DECLARE_ROWS(f32)
DK_DECLARE_ROWS(f64)
#undef DK_DECLARE_NORMALIZATION
#undef DK_DECLARE_ROWS
#endif
