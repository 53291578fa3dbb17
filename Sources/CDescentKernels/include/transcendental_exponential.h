// exp, expm1, tanh and the logistic function.
//
// exp(x) = 2^n exp(r) with n = round(x / ln 2) and r = x - n ln 2, |r| <= ln(2) / 2: Cody and
// Waite's reduction (Software Manual for the Elementary Functions, 1980), ln 2 as a sum of two
// numbers, the first so short that its product with n is exact.  exp(r) = 1 + r + r^2 p(r).
// The polynomials are minimax fits (Scripts/transcendental_coefficients.py); the error after
// each is that of r^2 p(r), coefficients rounded, evaluation not counted.
#ifndef DK_TRANSCENDENTAL_EXPONENTIAL_H
#define DK_TRANSCENDENTAL_EXPONENTIAL_H

#include "transcendental_bits.h"

// x = n ln 2 + r.
DK_INLINE float dk_exp_reduce_f32(float x, uint32_t *n) {
  DK_TWO_ROUNDINGS
  float t = x * 1.44269504f + DK_ROUNDER_F32;
  float k = t - DK_ROUNDER_F32;
  *n = dk_bits_f32(t) - DK_ROUNDER_BITS_F32;
  return (x - k * 0.693145751953125f) - k * 1.428606765330187e-6f;
}

DK_INLINE double dk_exp_reduce_f64(double x, uint64_t *n) {
  DK_TWO_ROUNDINGS
  double t = x * 0x1.71547652b82fep+0 + DK_ROUNDER_F64;
  double k = t - DK_ROUNDER_F64;
  *n = dk_bits_f64(t) - DK_ROUNDER_BITS_F64;
  return (x - k * 0x1.62e42fefa2p-1) - k * 0x1.9ef35793c7673p-41;
}

// x = n ln 2 + r + tail, for expm1: near n = 1 the rounding of r alone would be worth 1 ulp.
DK_INLINE double dk_exp_reduce_pair_f64(double x, double *tail, uint64_t *n) {
  DK_TWO_ROUNDINGS
  double t = x * 0x1.71547652b82fep+0 + DK_ROUNDER_F64;
  double k = t - DK_ROUNDER_F64;
  *n = dk_bits_f64(t) - DK_ROUNDER_BITS_F64;
  double high = x - k * 0x1.62e42fefa2p-1, low = k * 0x1.9ef35793c7673p-41;
  double r = high - low;
  *tail = (high - r) - low;
  return r;
}

// exp(r) - 1 - r = r^2 p(r), p of degree 4: 2^-26.9.
DK_INLINE float dk_exp_tail_f32(float r) {
  DK_TWO_ROUNDINGS
  float p = 0.00139412179f;
  p = p * r + 0.00836323481f;
  p = p * r + 0.0416663736f;
  p = p * r + 0.166665763f;
  p = p * r + 0.5f;
  return r * r * p;
}

// The same with p of degree 5: 2^-30.9, for expm1, where it stands without the 1.
DK_INLINE float dk_expm1_tail_f32(float r) {
  DK_TWO_ROUNDINGS
  float p = 0.000199077069f;
  p = p * r + 0.00139337324f;
  p = p * r + 0.00833328627f;
  p = p * r + 0.041666463f;
  p = p * r + 0.166666672f;
  p = p * r + 0.5f;
  return r * r * p;
}

// p of degree 10: 2^-61.6.
DK_INLINE double dk_exp_tail_f64(double r) {
  DK_TWO_ROUNDINGS
  double p = 0x1.1f8b96dc9a828p-29;
  p = p * r + 0x1.af4e560b0875p-26;
  p = p * r + 0x1.27e4cca1ef561p-22;
  p = p * r + 0x1.71de01fd53ee9p-19;
  p = p * r + 0x1.a01a01ad0cf64p-16;
  p = p * r + 0x1.a01a01abf8814p-13;
  p = p * r + 0x1.6c16c16c151cbp-10;
  p = p * r + 0x1.11111111100bdp-7;
  p = p * r + 0x1.5555555555558p-5;
  p = p * r + 0x1.5555555555557p-3;
  p = p * r + 0.5;
  return r * r * p;
}

/// exp(x).  The bounds are those beyond which the result is infinite or rounds to 0.
DK_INLINE float dk_exp_f32(float x) {
  DK_TWO_ROUNDINGS
  uint32_t n;
  float bounded = x < -104.0f ? -104.0f : x;
  bounded = bounded > 89.0f ? 89.0f : bounded;
  float r = dk_exp_reduce_f32(bounded, &n);
  float y = dk_scale_f32(1.0f + (r + dk_exp_tail_f32(r)), n);
  return x != x ? x + x : y;
}

DK_INLINE double dk_exp_f64(double x) {
  DK_TWO_ROUNDINGS
  uint64_t n;
  double bounded = x < -746.0 ? -746.0 : x;
  bounded = bounded > 710.0 ? 710.0 : bounded;
  double r = dk_exp_reduce_f64(bounded, &n);
  double y = dk_scale_f64(1.0 + (r + dk_exp_tail_f64(r)), n);
  return x != x ? x + x : y;
}

/// exp(x) - 1 = 2^n (exp(r) - 1) + (2^n - 1), at half the scale so that 2^128 is not met.
DK_INLINE float dk_expm1_f32(float x) {
  DK_TWO_ROUNDINGS
  uint32_t n;
  float bounded = x < -20.0f ? -20.0f : x;
  bounded = bounded > 89.0f ? 89.0f : bounded;
  float r = dk_exp_reduce_f32(bounded, &n);
  float half = dk_power_of_two_f32(n - 1u);
  float y = 2.0f * (half * (r + dk_expm1_tail_f32(r)) + (half - 0.5f));
  // x itself where x^2 / 2 is nothing: keeps -0 and subnormals.
  y = dk_abs_f32(x) < 0x1p-25f ? x : y;
  return x != x ? x + x : y;
}

DK_INLINE double dk_expm1_f64(double x) {
  DK_TWO_ROUNDINGS
  uint64_t n;
  double bounded = x < -40.0 ? -40.0 : x;
  bounded = bounded > 710.0 ? 710.0 : bounded;
  double tail, r = dk_exp_reduce_pair_f64(bounded, &tail, &n);
  double half = dk_power_of_two_f64(n - 1u);
  double y = 2.0 * (half * (r + (dk_exp_tail_f64(r) + tail)) + (half - 0.5));
  y = dk_abs_f64(x) < 0x1p-54 ? x : y;
  return x != x ? x + x : y;
}

/// tanh(x): for |x| < 0.625, x + x^3 p(x^2), p of degree 4: 2^-27.7 relative; else
/// 1 - 2 / (exp(2 |x|) + 1), with the sign of x.
DK_INLINE float dk_tanh_f32(float x) {
  DK_TWO_ROUNDINGS
  float a = dk_abs_f32(x), z = a * a;
  float p = -0.0057170433f;
  p = p * z + 0.0206505861f;
  p = p * z - 0.0537434965f;
  p = p * z + 0.133314908f;
  p = p * z - 0.333332837f;
  float low = a + a * z * p;

  uint32_t n;
  float r = dk_exp_reduce_f32(2.0f * (a > 10.0f ? 10.0f : a), &n);
  float e = (1.0f + (r + dk_exp_tail_f32(r))) * dk_power_of_two_f32(n);
  float high = 1.0f - 2.0f / (e + 1.0f);

  float y = a < 0.625f ? low : high;
  y = dk_from_bits_f32(dk_bits_f32(y) | (dk_bits_f32(x) & 0x80000000u));
  return x != x ? x + x : y;
}

/// As above with x + x^3 p(x^2) / q(x^2), degrees 2 and 3: 2^-57.0 relative.  Both formulas end
/// in a quotient, so the operands are chosen and one division is done.
DK_INLINE double dk_tanh_f64(double x) {
  DK_TWO_ROUNDINGS
  double a = dk_abs_f64(x), z = a * a;
  double p = -0x1.a186a9555ca3ep-13;
  p = p * z - 0x1.4fd209905179dp-6;
  p = p * z - 0x1.5555555555554p-2;
  double q = 0x1.b0f070c3235f7p-13;
  q = q * z + 0x1.7d900cec71635p-6;
  q = q * z + 0x1.d890fb64a8dp-2;
  q = q * z + 1.0;

  uint64_t n;
  double r = dk_exp_reduce_f64(2.0 * (a > 20.0 ? 20.0 : a), &n);
  double e = (1.0 + (r + dk_exp_tail_f64(r))) * dk_power_of_two_f64(n);

  int small = a < 0.625;
  double y = (small ? a : 1.0) + (small ? a * z * p : -2.0) / (small ? q : e + 1.0);
  y = dk_from_bits_f64(dk_bits_f64(y) | (dk_bits_f64(x) & 0x8000000000000000u));
  return x != x ? x + x : y;
}

/// 1 / (1 + exp(-x)), as e / (1 + e) with e = exp(x) for x < 0: nothing overflows.  The error of
/// 1 + e, which is exact, is taken off again to first order.
DK_INLINE float dk_sigmoid_f32(float x) {
  DK_TWO_ROUNDINGS
  float e = dk_exp_f32(-dk_abs_f32(x));
  float d = 1.0f + e, dt = e - (d - 1.0f);
  float y = (x < 0.0f ? e : 1.0f) / d;
  y -= y * dt;
  return x != x ? x + x : y;
}

/// Here random arguments cannot show the worst case, so the margin is made wider: exp comes with
/// the error et of its last sum, d with its own, dt, and with q = e / d or 1 / d
/// (e + et) / (d + dt + et) = q + (et - q (dt + et)) / d to first order; 1 / d is 1 - q or q.
DK_INLINE double dk_sigmoid_f64(double x) {
  DK_TWO_ROUNDINGS
  uint64_t n;
  double a = dk_abs_f64(x);
  double r = dk_exp_reduce_f64(-(a > 746.0 ? 746.0 : a), &n);
  double s = r + dk_exp_tail_f64(r), w = 1.0 + s;
  double e = dk_scale_f64(w, n), et = dk_scale_f64((1.0 - w) + s, n);
  double d = 1.0 + e, dt = (e - (d - 1.0)) + et;
  int negative = x < 0.0;
  double q = (negative ? e : 1.0) / d;
  double y = q + ((negative ? et : 0.0) - q * dt) * (negative ? 1.0 - q : q);
  return x != x ? x + x : y;
}

#endif
