// log, log1p and softplus.
//
// x = 2^e (1 + f) with 1 + f from sqrt(1/2) to sqrt(2).  With s = f / (2 + f),
// log(1 + f) = 2 atanh(s) = f - (f^2/2 - s (f^2/2 + R)), R = s^2 p(s^2), where f, exact, stands
// first and the rest is small: the arrangement of K. C. Ng (FDLIBM, e_log.c, 1993).  The
// polynomials are minimax fits of our own (Scripts/transcendental_coefficients.py).
#ifndef DK_TRANSCENDENTAL_LOGARITHM_H
#define DK_TRANSCENDENTAL_LOGARITHM_H

#include "transcendental_bits.h"
#include "transcendental_exponential.h"

// f, and e + 127 in `exponent`, of a normal positive x.
DK_INLINE float dk_log_split_f32(float x, uint32_t *exponent) {
  DK_TWO_ROUNDINGS
  uint32_t v = dk_bits_f32(x) - 0x3f3504f3u + 0x3f800000u;
  *exponent = v >> 23;
  return dk_from_bits_f32((v & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
}

DK_INLINE double dk_log_split_f64(double x, uint64_t *exponent) {
  DK_TWO_ROUNDINGS
  uint64_t v = dk_bits_f64(x) - 0x3fe6a09e667f3bcdu + 0x3ff0000000000000u;
  *exponent = v >> 52;
  return dk_from_bits_f64((v & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu) - 1.0;
}

// e as a number.  (In double: an integer below 2^52 is the fraction of 2^52 + itself, which
// needs no 64-bit conversion.)
DK_INLINE float dk_exponent_f32(uint32_t exponent) { return (float)((int32_t)exponent - 127); }

DK_INLINE double dk_exponent_f64(uint64_t exponent) {
  return dk_from_bits_f64(0x4330000000000000u | exponent) - (0x1p52 + 1023.0);
}

// e ln 2 + log(1 + f), p of degree 3: 2^-31.1 relative.
DK_INLINE float dk_log_join_f32(float e, float f) {
  DK_TWO_ROUNDINGS
  float s = f / (2.0f + f), z = s * s, h = 0.5f * f * f;
  float p = 0.235821515f;
  p = p * z + 0.285373092f;
  p = p * z + 0.400003344f;
  p = p * z + 0.666666627f;
  return e * 0.693145751953125f - ((h - (s * (h + z * p) + e * 1.428606765330187e-6f)) - f);
}

// p of degree 6: 2^-58.9 relative.  `low` is added where it costs no rounding of its own.
DK_INLINE double dk_log_join_f64(double e, double f, double low) {
  DK_TWO_ROUNDINGS
  double s = f / (2.0 + f), z = s * s, h = 0.5 * f * f;
  double p = 0x1.2f05634bdc572p-3;
  p = p * z + 0x1.39a1babe2a084p-3;
  p = p * z + 0x1.74663ee81c0a3p-3;
  p = p * z + 0x1.c71c52095f03p-3;
  p = p * z + 0x1.24924941f121fp-2;
  p = p * z + 0x1.999999997fdb8p-2;
  p = p * z + 0x1.5555555555592p-1;
  return e * 0x1.62e42fefa2p-1 - ((h - (s * (h + z * p) + (e * 0x1.9ef35793c7673p-41 + low))) - f);
}

/// log(x); NaN below 0, -infinity at either 0.
DK_INLINE float dk_log_f32(float x) {
  DK_TWO_ROUNDINGS
  uint32_t exponent;
  float tiny = x < 0x1p-126f ? 1.0f : 0.0f;
  float f = dk_log_split_f32(x < 0x1p-126f ? x * 0x1p23f : x, &exponent);
  float y = dk_log_join_f32(dk_exponent_f32(exponent) - 23.0f * tiny, f);
  y = x == DK_INFINITY_F32 ? x : y;
  y = x == 0.0f ? -DK_INFINITY_F32 : y;
  y = x < 0.0f ? DK_NAN_F32 : y;
  return x != x ? x + x : y;
}

DK_INLINE double dk_log_f64(double x) {
  DK_TWO_ROUNDINGS
  uint64_t exponent;
  double tiny = x < 0x1p-1022 ? 1.0 : 0.0;
  double f = dk_log_split_f64(x < 0x1p-1022 ? x * 0x1p52 : x, &exponent);
  double y = dk_log_join_f64(dk_exponent_f64(exponent) - 52.0 * tiny, f, 0.0);
  y = x == DK_INFINITY_F64 ? x : y;
  y = x == 0.0 ? -DK_INFINITY_F64 : y;
  y = x < 0.0 ? DK_NAN_F64 : y;
  return x != x ? x + x : y;
}

/// log(1 + x): u = 1 + x rounded, its error c found exactly (Dekker's sum) and put back into f.
/// For e = 0 that makes f = x.
DK_INLINE float dk_log1p_f32(float x) {
  DK_TWO_ROUNDINGS
  uint32_t exponent;
  float u = 1.0f + x;
  float c = x < 1.0f ? x - (u - 1.0f) : 1.0f - (u - x);
  float f = dk_log_split_f32(u, &exponent);
  // 2^-e, or 0 where it is subnormal and c is nothing.
  f += c * dk_from_bits_f32((254u - (exponent < 254u ? exponent : 254u)) << 23);
  float y = dk_log_join_f32(dk_exponent_f32(exponent), f);
  y = dk_abs_f32(x) < 0x1p-25f || x == DK_INFINITY_F32 ? x : y;
  y = x == -1.0f ? -DK_INFINITY_F32 : y;
  y = x < -1.0f ? DK_NAN_F32 : y;
  return x != x ? x + x : y;
}

DK_INLINE double dk_log1p_f64(double x) {
  DK_TWO_ROUNDINGS
  uint64_t exponent;
  double u = 1.0 + x;
  double c = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
  double f = dk_log_split_f64(u, &exponent);
  c *= dk_from_bits_f64((2046u - (exponent < 2046u ? exponent : 2046u)) << 52);
  // What f + c loses goes to the low part; its factor 1 / (1 + f) need only be about right.
  double g = f + c, lost = (f - g) + c;
  double y = dk_log_join_f64(dk_exponent_f64(exponent), g, lost - lost * g);
  y = dk_abs_f64(x) < 0x1p-54 || x == DK_INFINITY_F64 ? x : y;
  y = x == -1.0 ? -DK_INFINITY_F64 : y;
  y = x < -1.0 ? DK_NAN_F64 : y;
  return x != x ? x + x : y;
}

/// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).
DK_INLINE float dk_softplus_f32(float x) {
  DK_TWO_ROUNDINGS
  float y = (x > 0.0f ? x : 0.0f) + dk_log1p_f32(dk_exp_f32(-dk_abs_f32(x)));
  return x != x ? x + x : y;
}

DK_INLINE double dk_softplus_f64(double x) {
  DK_TWO_ROUNDINGS
  double y = (x > 0.0 ? x : 0.0) + dk_log1p_f64(dk_exp_f64(-dk_abs_f64(x)));
  return x != x ? x + x : y;
}

#endif
