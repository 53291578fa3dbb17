// sin and cos of large numbers, and of arrays.
#pragma STDC FP_CONTRACT OFF

#include "transcendental.h"
#include "clones.h"
#include "transcendental_tables.h"

// |x| = k pi/2 + r + tail for DK_TRIGONOMETRIC_LIMIT < |x| < infinity; returns k mod 4.
//
// Payne and Hanek (Radian reduction for trigonometric functions, SIGNUM Newsletter 18, 1983).
// With |x| = m 2^e, m of 53 bits, the bit of 2/pi of weight 2^-i counts only from i = e - 1 on,
// since m 2^e 2^-i is a multiple of 4 before.  192 bits from there, times m and modulo 2^192,
// are 2 bits of quadrant and 190 of fraction.  What is cut off is under 2^-137, and no double
// comes nearer than 2^-62 to a multiple of pi/2: 75 bits of r are good.
static uint64_t reduce_large(double x, double *r, double *tail) {
  uint64_t bits = dk_bits_f64(x), m = (bits & 0x000fffffffffffffu) | 0x0010000000000000u;
  int e = (int)(bits >> 52 & 0x7ff) - 1075;
  int start = e - 2 + 64;  // of bit i = e - 1 in the table, whose bit 64 is i = 1
  const uint64_t *word = dk_two_over_pi + start / 64;
  int shift = start % 64;
  uint64_t w[3];
  for (int i = 0; i < 3; i++)
    w[i] = shift == 0 ? word[i] : word[i] << shift | word[i + 1] >> (64 - shift);

  unsigned __int128 low = (unsigned __int128)m * w[2];
  unsigned __int128 mid = (unsigned __int128)m * w[1] + (uint64_t)(low >> 64);
  uint64_t f2 = (uint64_t)low, f1 = (uint64_t)mid;
  uint64_t f0 = m * w[0] + (uint64_t)(mid >> 64);

  // To the nearest multiple: a fraction from 1/2 on is one quadrant more, and negative.
  uint64_t quadrant = f0 >> 62, negative = f0 >> 61 & 1;
  quadrant += negative;
  f0 = f0 << 2 | f1 >> 62;
  f1 = f1 << 2 | f2 >> 62;
  f2 = f2 << 2;
  if (negative) {
    f2 = ~f2 + 1;
    f1 = ~f1 + (f2 == 0);
    f0 = ~f0 + (f2 == 0 && f1 == 0);
  }
  // The leading bit to the top; below 2^-128 no double gets.
  int zeros = 0;
  if (f0 == 0) {
    f0 = f1, f1 = f2, f2 = 0;
    zeros = 64;
  }
  int z = __builtin_clzll(f0);
  if (z > 0) {
    f0 = f0 << z | f1 >> (64 - z);
    f1 = f1 << z | f2 >> (64 - z);
  }
  zeros += z;
  // fraction = h + l, 53 bits each.
  double scale = dk_power_of_two_f64((uint64_t)(-53 - zeros));
  double h = (double)(f0 >> 11) * scale;
  double l = (double)((f0 & 0x7ff) << 42 | f1 >> 22) * (scale * 0x1p-53);

  // Times pi/2, as two doubles.
  double product = h * 0x1.921fb54442d18p+0;
  double rest = dk_product_error_f64(h, 0x1.921fb54442d18p+0, product)
                + (h * 0x1.1a62633145c07p-54 + l * 0x1.921fb54442d18p+0);
  double sum = product + rest;
  double sign = negative ? -1.0 : 1.0;
  *r = sign * sum;
  *tail = sign * ((product - sum) + rest);
  return quadrant;
}

float dk_sin_large_f32(float x) {
  if (x != x) return x + x;
  if (dk_abs_f32(x) == DK_INFINITY_F32) return DK_NAN_F32;
  double r, tail;
  uint64_t quadrant = reduce_large((double)x, &r, &tail);
  float y = dk_sin_quadrant_f32((float)r, (uint32_t)quadrant);
  return x < 0.0f ? -y : y;
}

float dk_cos_large_f32(float x) {
  if (x != x) return x + x;
  if (dk_abs_f32(x) == DK_INFINITY_F32) return DK_NAN_F32;
  double r, tail;
  uint64_t quadrant = reduce_large((double)x, &r, &tail);
  return dk_sin_quadrant_f32((float)r, (uint32_t)quadrant + 1u);
}

double dk_sin_large_f64(double x) {
  if (x != x) return x + x;
  if (dk_abs_f64(x) == DK_INFINITY_F64) return DK_NAN_F64;
  double r, tail;
  uint64_t quadrant = reduce_large(x, &r, &tail);
  double y = dk_sin_quadrant_f64(r, tail, quadrant);
  return x < 0.0 ? -y : y;
}

double dk_cos_large_f64(double x) {
  if (x != x) return x + x;
  if (dk_abs_f64(x) == DK_INFINITY_F64) return DK_NAN_F64;
  double r, tail;
  uint64_t quadrant = reduce_large(x, &r, &tail);
  return dk_sin_quadrant_f64(r, tail, quadrant + 1u);
}

// In blocks: all by the fast path, then again those that it does not serve.  The block is kept
// aside so that y may be x.
#define ARRAY_KERNEL(NAME, T, SUFFIX)                                              \
  CLONES void dk_##NAME##_n_##SUFFIX(const T *x, T *y, size_t n) {                 \
    for (size_t start = 0; start < n; start += 64) {                               \
      size_t count = n - start < 64 ? n - start : 64;                              \
      T block[64];                                                                 \
      int large = 0;                                                               \
      for (size_t i = 0; i < count; i++) {                                         \
        T value = x[start + i];                                                    \
        large |= dk_is_large_##SUFFIX(value);                                      \
        block[i] = dk_##NAME##_small_##SUFFIX(value);                              \
      }                                                                            \
      if (large) {                                                                 \
        for (size_t i = 0; i < count; i++)                                         \
          if (dk_is_large_##SUFFIX(x[start + i]))                                  \
            block[i] = dk_##NAME##_large_##SUFFIX(x[start + i]);                   \
      }                                                                            \
      __builtin_memcpy(y + start, block, count * sizeof(T));                       \
    }                                                                              \
  }

ARRAY_KERNEL(sin, float, f32)
ARRAY_KERNEL(cos, float, f32)
ARRAY_KERNEL(sin, double, f64)
ARRAY_KERNEL(cos, double, f64)
