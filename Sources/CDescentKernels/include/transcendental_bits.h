// Bit casts, powers of two and exact sums: what the transcendental functions are made of.
#ifndef DK_TRANSCENDENTAL_BITS_H
#define DK_TRANSCENDENTAL_BITS_H

#include <stdint.h>

// Inlined also without optimization, so that a loop of any width sees one straight line of code.
#define DK_INLINE static inline __attribute__((always_inline))

// First line of every body: a product and a sum are two roundings, on every processor.
#define DK_TWO_ROUNDINGS _Pragma("STDC FP_CONTRACT OFF")

DK_INLINE uint32_t dk_bits_f32(float x) {
  uint32_t u;
  __builtin_memcpy(&u, &x, sizeof u);
  return u;
}

DK_INLINE float dk_from_bits_f32(uint32_t u) {
  float x;
  __builtin_memcpy(&x, &u, sizeof x);
  return x;
}

DK_INLINE uint64_t dk_bits_f64(double x) {
  uint64_t u;
  __builtin_memcpy(&u, &x, sizeof u);
  return u;
}

DK_INLINE double dk_from_bits_f64(uint64_t u) {
  double x;
  __builtin_memcpy(&x, &u, sizeof x);
  return x;
}

DK_INLINE float dk_abs_f32(float x) { return dk_from_bits_f32(dk_bits_f32(x) & 0x7fffffffu); }

DK_INLINE double dk_abs_f64(double x) {
  return dk_from_bits_f64(dk_bits_f64(x) & 0x7fffffffffffffffu);
}

// The bits of 1.5 * 2^(p-1), p the precision.  Added to a small number it rounds it to an
// integer, which then stands in the low bits of the sum: no conversion that could overflow.
#define DK_ROUNDER_F32 12582912.0f
#define DK_ROUNDER_F64 6755399441055744.0
#define DK_ROUNDER_BITS_F32 0x4b400000u
#define DK_ROUNDER_BITS_F64 0x4338000000000000u

#define DK_INFINITY_F32 dk_from_bits_f32(0x7f800000u)
#define DK_INFINITY_F64 dk_from_bits_f64(0x7ff0000000000000u)

// The quiet NaN that every processor is given for an invalid operand (x86 makes it negative,
// ARM positive).
#define DK_NAN_F32 dk_from_bits_f32(0x7fc00000u)
#define DK_NAN_F64 dk_from_bits_f64(0x7ff8000000000000u)

// 2^n, for n from -126 to 127 (wraps are meant: n is in two's complement).
DK_INLINE float dk_power_of_two_f32(uint32_t n) { return dk_from_bits_f32((n + 127u) << 23); }

DK_INLINE double dk_power_of_two_f64(uint64_t n) { return dk_from_bits_f64((n + 1023u) << 52); }

// y * 2^n for y near 1 and n from -252 to 254, in two steps, each a power of two that exists.
// The first is exact; a subnormal result is rounded once, in the second.
DK_INLINE float dk_scale_f32(float y, uint32_t n) {
  DK_TWO_ROUNDINGS
  uint32_t shifted = n + 512u, half = shifted >> 1;
  return y * dk_power_of_two_f32(half - 256u) * dk_power_of_two_f32(shifted - half - 256u);
}

DK_INLINE double dk_scale_f64(double y, uint64_t n) {
  DK_TWO_ROUNDINGS
  uint64_t shifted = n + 4096u, half = shifted >> 1;
  return y * dk_power_of_two_f64(half - 2048u) * dk_power_of_two_f64(shifted - half - 2048u);
}

// The error of s = a + b, exactly (Knuth, TAOCP vol. 2, 4.2.2, theorem B).
DK_INLINE double dk_sum_error_f64(double a, double b, double s) {
  DK_TWO_ROUNDINGS
  double bb = s - a;
  return (a - (s - bb)) + (b - bb);
}

// The error of p = a * b, exactly unless a part over- or underflows: Dekker's product with
// Veltkamp's splitting (Numerische Mathematik 18, 1971), for want of a fused multiply-add.
DK_INLINE double dk_product_error_f64(double a, double b, double p) {
  DK_TWO_ROUNDINGS
  double ca = 134217729.0 * a, cb = 134217729.0 * b;
  double a1 = ca - (ca - a), b1 = cb - (cb - b);
  double a2 = a - a1, b2 = b - b1;
  return (((a1 * b1 - p) + a1 * b2) + a2 * b1) + a2 * b2;
}

#endif
