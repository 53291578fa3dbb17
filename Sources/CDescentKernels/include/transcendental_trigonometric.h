// sin and cos.
//
// |x| = k pi/2 + r with |r| <= pi/4; the quadrant k mod 4 chooses between sin(r) and cos(r) and
// their signs.  Up to DK_TRIGONOMETRIC_LIMIT, k pi/2 is taken off in parts of 33 bits, whose
// products with k < 2^20 are exact (Cody and Waite); beyond, the slow functions of
// transcendental.c multiply by as many bits of 2/pi as are needed.  A loop that must vectorize
// calls the array kernels below, or the `_small_` functions where its numbers are bounded.
#ifndef DK_TRANSCENDENTAL_TRIGONOMETRIC_H
#define DK_TRANSCENDENTAL_TRIGONOMETRIC_H

#include <stddef.h>

#include "transcendental_bits.h"

// 2^20 pi/2 = 1647099.3...
#define DK_TRIGONOMETRIC_LIMIT 1647099.0

float dk_sin_large_f32(float x);
float dk_cos_large_f32(float x);
double dk_sin_large_f64(double x);
double dk_cos_large_f64(double x);

/// y[i] = sin(x[i]) or cos(x[i]) for i < n; y may be x.
void dk_sin_n_f32(const float *x, float *y, size_t n);
void dk_cos_n_f32(const float *x, float *y, size_t n);
void dk_sin_n_f64(const double *x, double *y, size_t n);
void dk_cos_n_f64(const double *x, double *y, size_t n);

// sin(r + quadrant pi/2), |r| <= pi/4.
// sin(r) = r + r^3 p(r^2), p of degree 3: 2^-28.2 relative.
// cos(r) = 1 - (r^2/2 - r^4 q(r^2)), q of degree 2: 2^-30.9.
DK_INLINE float dk_sin_quadrant_f32(float r, uint32_t quadrant) {
  DK_TWO_ROUNDINGS
  float z = r * r;
  float p = 2.71830413e-6f;
  p = p * z - 0.000198393347f;
  p = p * z + 0.00833332911f;
  p = p * z - 0.166666672f;
  float q = 2.44383791e-5f;
  q = q * z - 0.00138873665f;
  q = q * z + 0.0416666456f;
  float y = quadrant & 1u ? 1.0f - (0.5f * z - z * z * q) : r + r * z * p;
  return dk_from_bits_f32(dk_bits_f32(y) ^ (quadrant & 2u) << 30);
}

// sin(r + tail + quadrant pi/2), both polynomials of degree 5: 2^-57.2 relative and 2^-60.0.
// The tail enters by the first term of Taylor's series, and 1 - r^2/2 is corrected for its
// rounding, as in FDLIBM's k_sin.c and k_cos.c.
DK_INLINE double dk_sin_quadrant_f64(double r, double tail, uint64_t quadrant) {
  DK_TWO_ROUNDINGS
  double z = r * r;
  double p = 0x1.5d93010784d0fp-33;
  p = p * z - 0x1.ae5e663abd5eep-26;
  p = p * z + 0x1.71de3577b6dc9p-19;
  p = p * z - 0x1.a01a019c1199ap-13;
  p = p * z + 0x1.111111110f87ap-7;
  p = p * z - 0x1.5555555555549p-3;
  double q = -0x1.8fae9c57f9ebfp-37;
  q = q * z + 0x1.1ee9ebe8f087p-29;
  q = q * z - 0x1.27e4f809f0441p-22;
  q = q * z + 0x1.a01a019cb1bd3p-16;
  q = q * z - 0x1.6c16c16c1517ep-10;
  q = q * z + 0x1.555555555554cp-5;
  double h = 0.5 * z, w = 1.0 - h;
  double cosine = w + (((1.0 - w) - h) + (z * z * q - r * tail));
  double sine = r + (r * z * p + (tail - h * tail));
  double y = quadrant & 1u ? cosine : sine;
  return dk_from_bits_f64(dk_bits_f64(y) ^ (quadrant & 2u) << 62);
}

// |x| = k pi/2 + r, in double: the nearest that r comes to 0 leaves 2^-30 relative.
DK_INLINE float dk_quadrant_f32(float x, uint32_t *quadrant) {
  DK_TWO_ROUNDINGS
  double a = (double)dk_abs_f32(x);
  double t = a * 0x1.45f306dc9c883p-1 + DK_ROUNDER_F64, k = t - DK_ROUNDER_F64;
  *quadrant = (uint32_t)dk_bits_f64(t);
  return (float)((a - k * 0x1.921fb544p+0) - k * 0x1.0b4611a626331p-34);
}

// |x| = k pi/2 + r + tail; pi/2 in 33 + 33 + 33 + 53 bits.
DK_INLINE double dk_quadrant_f64(double x, double *tail, uint64_t *quadrant) {
  DK_TWO_ROUNDINGS
  double a = dk_abs_f64(x);
  double t = a * 0x1.45f306dc9c883p-1 + DK_ROUNDER_F64, k = t - DK_ROUNDER_F64;
  *quadrant = dk_bits_f64(t);
  double first = a - k * 0x1.921fb544p+0;
  double b = -k * 0x1.0b4611a6p-34, second = first + b;
  double c = -k * 0x1.3198a2ep-69, third = second + c;
  double rest = dk_sum_error_f64(first, b, second) + dk_sum_error_f64(second, c, third);
  rest -= k * 0x1.b839a252049c1p-104;
  double r = third + rest;
  *tail = (third - r) + rest;
  return r;
}

DK_INLINE float dk_sin_small_f32(float x) {
  uint32_t quadrant;
  float r = dk_quadrant_f32(x, &quadrant);
  float y = dk_sin_quadrant_f32(r, quadrant);
  return dk_from_bits_f32(dk_bits_f32(y) ^ (dk_bits_f32(x) & 0x80000000u));
}

DK_INLINE float dk_cos_small_f32(float x) {
  uint32_t quadrant;
  float r = dk_quadrant_f32(x, &quadrant);
  return dk_sin_quadrant_f32(r, quadrant + 1u);
}

DK_INLINE double dk_sin_small_f64(double x) {
  uint64_t quadrant;
  double tail, r = dk_quadrant_f64(x, &tail, &quadrant);
  double y = dk_sin_quadrant_f64(r, tail, quadrant);
  return dk_from_bits_f64(dk_bits_f64(y) ^ (dk_bits_f64(x) & 0x8000000000000000u));
}

DK_INLINE double dk_cos_small_f64(double x) {
  uint64_t quadrant;
  double tail, r = dk_quadrant_f64(x, &tail, &quadrant);
  return dk_sin_quadrant_f64(r, tail, quadrant + 1u);
}

// True also of NaN and the infinities.
DK_INLINE int dk_is_large_f32(float x) {
  return !(dk_abs_f32(x) <= (float)DK_TRIGONOMETRIC_LIMIT);
}

DK_INLINE int dk_is_large_f64(double x) { return !(dk_abs_f64(x) <= DK_TRIGONOMETRIC_LIMIT); }

/// sin(x) and cos(x); NaN at the infinities.
DK_INLINE float dk_sin_f32(float x) {
  return dk_is_large_f32(x) ? dk_sin_large_f32(x) : dk_sin_small_f32(x);
}

DK_INLINE float dk_cos_f32(float x) {
  return dk_is_large_f32(x) ? dk_cos_large_f32(x) : dk_cos_small_f32(x);
}

DK_INLINE double dk_sin_f64(double x) {
  return dk_is_large_f64(x) ? dk_sin_large_f64(x) : dk_sin_small_f64(x);
}

DK_INLINE double dk_cos_f64(double x) {
  return dk_is_large_f64(x) ? dk_cos_large_f64(x) : dk_cos_small_f64(x);
}

#endif
