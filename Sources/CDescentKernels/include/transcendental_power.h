// x^y.
//
// float: exp(y log x) in double, whose error is below 2^-43 of the result.
// double: log x to about 67 bits as a sum of two doubles, the product with y likewise, then exp
// with the low part added to the reduced argument.  There is no fused multiply-add, so exact
// products are Dekker's.
#ifndef DK_TRANSCENDENTAL_POWER_H
#define DK_TRANSCENDENTAL_POWER_H

#include "transcendental_bits.h"
#include "transcendental_exponential.h"
#include "transcendental_logarithm.h"

// log(x) = head + tail for finite x > 0.
//
// f, s, z as for the logarithm, s = (x' - 1) / (x' + 1) with the remainder of its division, and
// log(1 + f) = 2 s (1 + z (1/3 + z p(z))), p of degree 7: 2^-66.3.  1/3 has two parts; of z
// only the head is needed beside p.
DK_INLINE double dk_log_pair_f64(double x, double *tail) {
  DK_TWO_ROUNDINGS
  uint64_t exponent;
  double tiny = x < 0x1p-1022 ? 1.0 : 0.0;
  double f = dk_log_split_f64(x < 0x1p-1022 ? x * 0x1p52 : x, &exponent);
  double e = dk_exponent_f64(exponent) - 52.0 * tiny;

  // s = f / (2 + f), 2 + f = d + dt exactly.
  double d = 2.0 + f, dt = f - (d - 2.0);
  double s = f / d, sd = s * d;
  double st = (((f - sd) - dk_product_error_f64(s, d, sd)) - s * dt) / d;

  double z = s * s;
  double zt = dk_product_error_f64(s, s, z) + 2.0 * s * st;
  double p = 0x1.eb10416e651dfp-5;
  p = p * z + 0x1.de338b40d372ap-5;
  p = p * z + 0x1.1120b4fc0d532p-4;
  p = p * z + 0x1.3b1362ba49dc2p-4;
  p = p * z + 0x1.745d183242fedp-4;
  p = p * z + 0x1.c71c71c58089p-4;
  p = p * z + 0x1.2492492493034p-3;
  p = p * z + 0x1.9999999999996p-3;

  // c = 1/3 + z p, then t = z c, then log(1 + f) = 2 s + 2 s t.
  double zp = z * p;
  double c = 0x1.5555555555555p-2 + zp;
  double ct = (zp - (c - 0x1.5555555555555p-2)) + 0x1.5555555555555p-56;
  double t = z * c;
  double tt = dk_product_error_f64(z, c, t) + (z * ct + zt * c);
  double u = s * t;
  double ut = dk_product_error_f64(s, t, u) + (s * tt + st * t);
  double g = s + u;
  double gt = (u - (g - s)) + (st + ut);

  // e ln 2 = a + b: a exact, b good to 2^-93.
  double a = e * 0x1.62e42fefa2p-1, b = e * 0x1.9ef35793c7673p-41;
  double head = a + 2.0 * g;
  double low = dk_sum_error_f64(a, 2.0 * g, head) + (2.0 * gt + b);
  double result = head + low;
  *tail = (head - result) + low;
  return result;
}

// a^y for finite a > 0 and finite y; for the exponents that have an exact operation, by that.
DK_INLINE float dk_pow_magnitude_f32(float a, float y) {
  DK_TWO_ROUNDINGS
  float power = (float)dk_exp_f64((double)y * dk_log_f64((double)a));
  power = y == 2.0f ? a * a : power;
  power = y == 1.0f ? a : power;
  power = y == 0.5f ? __builtin_elementwise_sqrt(a) : power;
  return y == -1.0f ? 1.0f / a : power;
}

DK_INLINE double dk_pow_magnitude_f64(double a, double y) {
  DK_TWO_ROUNDINGS
  // Beyond 2^66 every power but that of 1 is 0 or infinite; bounded, no part overflows.
  double bounded = y > 0x1p66 ? 0x1p66 : y;
  bounded = bounded < -0x1p66 ? -0x1p66 : bounded;
  double tail, log = dk_log_pair_f64(a, &tail);
  double product = bounded * log;
  double rest = dk_product_error_f64(bounded, log, product) + bounded * tail;
  double high = product < -746.0 ? -746.0 : product;
  high = high > 710.0 ? 710.0 : high;
  rest = high == product ? rest : 0.0;
  uint64_t n;
  double r = dk_exp_reduce_f64(high, &n) + rest;
  double power = dk_scale_f64(1.0 + (r + dk_exp_tail_f64(r)), n);
  power = y == 2.0 ? a * a : power;
  power = y == 1.0 ? a : power;
  power = y == 0.5 ? __builtin_elementwise_sqrt(a) : power;
  return y == -1.0 ? 1.0 / a : power;
}

// The integer nearest to a >= 0 (from 2^52 on every double is one).
DK_INLINE double dk_round_f64(double a) {
  DK_TWO_ROUNDINGS
  double rounded = (a + 0x1p52) - 0x1p52;
  return a < 0x1p52 ? rounded : a;
}

/// x^y with the special cases of IEEE 754-2019, 9.2.1; exact for y = 2, 1, 0, 1/2 and -1.
/// For an infinity pow(-infinity, 1/2) = +infinity and for -0 pow(-0, 1/2) = +0, unlike sqrt.
DK_INLINE double dk_pow_f64(double x, double y) {
  DK_TWO_ROUNDINGS
  double a = dk_abs_f64(x), b = dk_abs_f64(y);
  int integer = dk_round_f64(b) == b;
  int odd = (b < 0x1p53) & integer & (dk_round_f64(0.5 * b) != 0.5 * b);

  double power = dk_pow_magnitude_f64(a, y);
  double end = (a < 1.0) == (y < 0.0) ? DK_INFINITY_F64 : 0.0;
  power = a == 0.0 || a == DK_INFINITY_F64 || b == DK_INFINITY_F64 ? end : power;
  power = a == 1.0 ? 1.0 : power;
  uint64_t sign = odd ? dk_bits_f64(x) & 0x8000000000000000u : 0u;
  power = dk_from_bits_f64(dk_bits_f64(power) ^ sign);
  int invalid = (x < 0.0) & !integer & (a != DK_INFINITY_F64);
  power = invalid ? DK_NAN_F64 : power;
  power = y != y ? y + y : power;
  power = x != x ? x + x : power;
  int one = (x == 1.0) | (y == 0.0);
  return one ? 1.0 : power;
}

DK_INLINE float dk_pow_f32(float x, float y) {
  DK_TWO_ROUNDINGS
  float a = dk_abs_f32(x), b = dk_abs_f32(y);
  double wide = (double)b;
  int integer = dk_round_f64(wide) == wide;
  int odd = (wide < 0x1p53) & integer & (dk_round_f64(0.5 * wide) != 0.5 * wide);

  float power = dk_pow_magnitude_f32(a, y);
  float end = (a < 1.0f) == (y < 0.0f) ? DK_INFINITY_F32 : 0.0f;
  power = a == 0.0f || a == DK_INFINITY_F32 || b == DK_INFINITY_F32 ? end : power;
  power = a == 1.0f ? 1.0f : power;
  uint32_t sign = odd ? dk_bits_f32(x) & 0x80000000u : 0u;
  power = dk_from_bits_f32(dk_bits_f32(power) ^ sign);
  int invalid = (x < 0.0f) & !integer & (a != DK_INFINITY_F32);
  power = invalid ? DK_NAN_F32 : power;
  power = y != y ? y + y : power;
  power = x != x ? x + x : power;
  int one = (x == 1.0f) | (y == 0.0f);
  return one ? 1.0f : power;
}

#endif
