#ifndef DK_RULE_MEASURE_H
#define DK_RULE_MEASURE_H

#include <stddef.h>
#include <stdint.h>

enum {
  /// The number of elements that a `dk_statistics` is of; the last of a parameter may be of fewer.
  DK_MEASURED = 16384,
  /// The buckets of a histogram: the first for what is below 2^(DK_FIRST_EXPONENT + 1), the others for
  /// a power of two each, the last for what is greater too.
  DK_BUCKETS = 128,
  DK_FIRST_EXPONENT = -75
};

/// What an update did to some elements. Of 64 elements, 8 sums are taken in the element type, and those
/// added up in double precision, in an order that depends on nothing.
typedef struct {
  /// The sums of the squares of p - old, p and g.
  double update, weights, gradient;
  /// The sum of the squares of g / max(s, epsilon), where s = sqrt(v) / root, over the elements where
  /// s is looked at.
  double ratio;
  /// The least and the greatest s.
  double least, greatest;
  /// How many elements there are, where s is looked at, and where it is below epsilon.
  uint32_t count, looked, below;
  /// Whether the rule has an epsilon.
  uint32_t hasEpsilon;
  /// In how many elements s is in each bucket: of all, or of every eighth that is looked at.
  uint16_t histogram[DK_BUCKETS];
} dk_statistics;

/// What several of them add up to, in their order.
typedef struct {
  double update, weights, gradient, ratio;
  double least, greatest;
  uint64_t looked, below;
  uint32_t hasEpsilon;
  uint64_t histogram[DK_BUCKETS];
} dk_statistics_sum;
void dk_sum_statistics(const dk_statistics *pieces, size_t n, dk_statistics_sum *sum);

/// How a second moment is looked at; an epsilon that is not a number for a rule without one.
typedef struct {
  double root, epsilon;
  /// Whether s is looked at everywhere; else it is in one block of 64 out of four, which is several
  /// times faster.
  uint32_t whole;
} dk_second_moment;

/// Measures n elements, a `dk_statistics` for every `DK_MEASURED` of them. `v` is null for a rule that
/// has no second moment; then what is of s stays 0.
void dk_measure_f32(dk_second_moment c, const void *old, const void *p, const void *g, const void *v, size_t n, dk_statistics *out);
void dk_measure_f64(dk_second_moment c, const void *old, const void *p, const void *g, const void *v, size_t n, dk_statistics *out);

#endif
