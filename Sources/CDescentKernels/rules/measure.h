// The statistics of a block of elements, for kernels that take them on the way. Not seen from outside.
#ifndef DK_RULES_MEASURE_H
#define DK_RULES_MEASURE_H

#include <string.h>

#include "rule.h"
#include "rule_measure.h"

enum { LANES = 8 };

typedef double double_lanes __attribute__((ext_vector_type(8)));
typedef float lanes_f32 __attribute__((ext_vector_type(8)));
typedef double lanes_f64 __attribute__((ext_vector_type(8)));
typedef int32_t bits_f32;
typedef int64_t bits_f64;
typedef int32_t bits_lanes_f32 __attribute__((ext_vector_type(8)));
typedef int64_t bits_lanes_f64 __attribute__((ext_vector_type(8)));

INLINE unsigned bucket_f32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  int bucket = (int)(bits >> 23 & 255) - 127 - DK_FIRST_EXPONENT;
  return (unsigned)(bucket < 0 ? 0 : bucket < DK_BUCKETS ? bucket : DK_BUCKETS - 1);
}

INLINE unsigned bucket_f64(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  int bucket = (int)(bits >> 52 & 2047) - 1023 - DK_FIRST_EXPONENT;
  return (unsigned)(bucket < 0 ? 0 : bucket < DK_BUCKETS ? bucket : DK_BUCKETS - 1);
}

// Whether s is looked at in a block where not all are: in one of four, another in every four, so that
// no column of a matrix is always left out.
INLINE int is_looked_at(size_t block) {
  return (block & 3) == ((uint32_t)(block >> 2) * 0x9E3779B1u) >> 30;
}

// `moved` is p - old and `s` is sqrt(v) / root, null where there is no v; `least` is what s must not
// be below in the quotient. Sums are taken in the element type over a block, and over blocks in double.
// Blocks begin at multiples of BLOCK, so that lanes and samples are the same however a parameter is
// cut. Since s is not negative, its bits are in the order of its values.
#define MEASURE(T, x, LEAST_NORMAL, INFINITE) \
  typedef struct { \
    double_lanes update, weights, gradient, ratio; \
    bits_lanes_##x least, greatest, below; \
    T epsilon, floor; \
    uint32_t whole, looked; \
  } measured_##x; \
  INLINE void measure_begin_##x(measured_##x *a, T epsilon, uint32_t whole, dk_statistics *out) { \
    a->update = a->weights = a->gradient = a->ratio = 0; \
    a->least = INFINITE; \
    a->greatest = 0; \
    a->below = 0; \
    a->epsilon = epsilon; \
    a->floor = epsilon > LEAST_NORMAL ? epsilon : LEAST_NORMAL; \
    a->whole = whole; \
    a->looked = 0; \
    memset(out->histogram, 0, sizeof out->histogram); \
  } \
  INLINE void add_squared_quotient_##x(lanes_##x *sum, const T *g, const T *s, T floor) { \
    lanes_##x one, least = floor; \
    bits_lanes_##x bits, leastBits; \
    memcpy(&bits, s, sizeof bits); \
    memcpy(&leastBits, &least, sizeof bits); \
    bits = __builtin_elementwise_max(bits, leastBits); \
    memcpy(&least, &bits, sizeof bits); \
    memcpy(&one, g, sizeof one); \
    one = one / least; \
    *sum += one * one; \
  } \
  INLINE void measure_block_##x(measured_##x *a, const T *moved, const T *p, const T *g, const T *s, size_t block, dk_statistics *out) { \
    lanes_##x update = 0, weights = 0, gradient = 0, ratio = 0; \
    for (size_t i = 0; i < BLOCK; i += LANES) { \
      lanes_##x one; \
      memcpy(&one, moved + i, sizeof one); \
      update += one * one; \
      memcpy(&one, p + i, sizeof one); \
      weights += one * one; \
      memcpy(&one, g + i, sizeof one); \
      gradient += one * one; \
    } \
    if (s && (a->whole || is_looked_at(block))) { \
      for (size_t i = 0; i < BLOCK; i += LANES) { \
        lanes_##x one; \
        bits_lanes_##x bits; \
        memcpy(&bits, s + i, sizeof bits); \
        memcpy(&one, s + i, sizeof one); \
        a->least = __builtin_elementwise_min(a->least, bits); \
        a->greatest = __builtin_elementwise_max(a->greatest, bits); \
        a->below -= one < (lanes_##x)a->epsilon; \
        add_squared_quotient_##x(&ratio, g + i, s + i, a->floor); \
      } \
      for (size_t k = 0; k < BLOCK; k += a->whole ? 1 : 8) \
        out->histogram[bucket_##x(s[k])]++; \
      a->looked += BLOCK; \
      a->ratio += __builtin_convertvector(ratio, double_lanes); \
    } \
    a->update += __builtin_convertvector(update, double_lanes); \
    a->weights += __builtin_convertvector(weights, double_lanes); \
    a->gradient += __builtin_convertvector(gradient, double_lanes); \
  } \
  INLINE void measure_end_##x(const measured_##x *a, size_t n, dk_statistics *out) { \
    double update = 0, weights = 0, gradient = 0, ratio = 0; \
    bits_##x leastBits = INFINITE, greatestBits = 0; \
    out->below = 0; \
    for (int k = 0; k < LANES; k++) { \
      update += a->update[k]; \
      weights += a->weights[k]; \
      gradient += a->gradient[k]; \
      ratio += a->ratio[k]; \
      leastBits = a->least[k] < leastBits ? a->least[k] : leastBits; \
      greatestBits = a->greatest[k] > greatestBits ? a->greatest[k] : greatestBits; \
      out->below += (uint32_t)a->below[k]; \
    } \
    T least, greatest; \
    memcpy(&least, &leastBits, sizeof least); \
    memcpy(&greatest, &greatestBits, sizeof greatest); \
    out->update = update; \
    out->weights = weights; \
    out->gradient = gradient; \
    out->ratio = ratio; \
    out->least = (double)least; \
    out->greatest = (double)greatest; \
    out->count = (uint32_t)n; \
    out->looked = a->looked; \
    out->hasEpsilon = a->epsilon == a->epsilon; \
  } \
  /* The last elements, of which there are fewer than BLOCK. */ \
  INLINE void measure_rest_##x(measured_##x *a, const T *moved, const T *p, const T *g, const T *s, size_t n, dk_statistics *out) { \
    for (size_t i = 0; i < n; i++) { \
      const size_t k = i % LANES; \
      a->update[k] += (double)moved[i] * (double)moved[i]; \
      a->weights[k] += (double)p[i] * (double)p[i]; \
      a->gradient[k] += (double)g[i] * (double)g[i]; \
      if (s) { \
        bits_##x bits; \
        memcpy(&bits, s + i, sizeof bits); \
        a->least[k] = bits < a->least[k] ? bits : a->least[k]; \
        a->greatest[k] = bits > a->greatest[k] ? bits : a->greatest[k]; \
        a->below[k] += s[i] < a->epsilon; \
        const T quotient = g[i] / (s[i] < a->floor ? a->floor : s[i]); \
        a->ratio[k] += (double)quotient * (double)quotient; \
        out->histogram[bucket_##x(s[i])]++; \
        a->looked++; \
      } \
    } \
  }
MEASURE(float, f32, 0x1p-126f, 0x7F800000)
MEASURE(double, f64, 0x1p-1022, 0x7FF0000000000000)

#endif
