// The error function.
//
// For |x| < 1, x + x p(x^2), p the rest of erf(x) / x after 1; else 1 - exp(-q(|x|)), q a fit of
// -log(erfc), which a factor erfc <= 0.16 makes exact enough without a tail. The polynomials are
// minimax fits (Scripts/transcendental_coefficients.py); the errors are relative to erf for p and of
// the difference from 1 for q.
#ifndef DK_TRANSCENDENTAL_ERROR_H
#define DK_TRANSCENDENTAL_ERROR_H

#include "transcendental_bits.h"
#include "transcendental_exponential.h"

/// erf(x): p of degree 6, 2^-27.7; q of degree 6 to 4, 2^-28.2, from where erf rounds to 1.
DK_INLINE float dk_erf_f32(float x) {
  DK_TWO_ROUNDINGS
  float a = dk_abs_f32(x), z = a * a;
  float p = 7.853861e-05f;
  p = p * z - 0.00080101937f;
  p = p * z + 0.0051883277f;
  p = p * z - 0.026853811f;
  p = p * z + 0.112835854f;
  p = p * z - 0.37612626f;
  p = p * z + 0.12837917f;
  float low = a + a * p;

  float b = a > 4.0f ? 4.0f : a;
  float q = -0.00018557398f;
  q = q * b + 0.002939607f;
  q = q * b - 0.021805318f;
  q = q * b + 0.103037365f;
  q = q * b + 0.6382257f;
  q = q * b + 1.12704f;
  q = q * b + 0.0003537194f;
  float high = 1.0f - dk_exp_f32(-q);

  float y = a < 1.0f ? low : high;
  y = dk_from_bits_f32(dk_bits_f32(y) | (dk_bits_f32(x) & 0x80000000u));
  return x != x ? x + x : y;
}

/// The same with p of degree 12, 2^-56.3, and q of degree 18 to 6, 2^-57.2.
DK_INLINE double dk_erf_f64(double x) {
  DK_TWO_ROUNDINGS
  double a = dk_abs_f64(x), z = a * a;
  double p = 0x1.0579add6e5743p-34;
  p = p * z - 0x1.386ac1ea45dcdp-30;
  p = p * z + 0x1.f7a4128bd6207p-27;
  p = p * z - 0x1.5f1d36cac691ap-23;
  p = p * z + 0x1.b9def19eeb8ddp-20;
  p = p * z - 0x1.f4d1df395db6dp-17;
  p = p * z + 0x1.f9a321a11eb23p-14;
  p = p * z - 0x1.c02db3d8ed2b0p-11;
  p = p * z + 0x1.565bcd0db02e6p-8;
  p = p * z - 0x1.b82ce3128499cp-6;
  p = p * z + 0x1.ce2f21a042b20p-4;
  p = p * z - 0x1.812746b0379e6p-2;
  p = p * z + 0x1.06eba8214db69p-3;
  double low = a + a * p;

  double b = a > 6.0 ? 6.0 : a;
  double q = -0x1.247ad060a9139p-40;
  q = q * b + 0x1.a1fba4b60bd3bp-35;
  q = q * b - 0x1.179357750140dp-30;
  q = q * b + 0x1.d0a3745862714p-27;
  q = q * b - 0x1.0c14f9cf65cd6p-23;
  q = q * b + 0x1.c5c6475d2f7a4p-21;
  q = q * b - 0x1.20b24152ee514p-18;
  q = q * b + 0x1.1383b892ec689p-16;
  q = q * b - 0x1.77916c6fcbd46p-15;
  q = q * b + 0x1.2490f7f8ae809p-14;
  q = q * b + 0x1.817744d8c4b8cp-15;
  q = q * b - 0x1.5106c88565e3bp-11;
  q = q * b + 0x1.d03c4ce5c77bcp-10;
  q = q * b - 0x1.27ee7525379a7p-12;
  q = q * b - 0x1.388e917d4add6p-6;
  q = q * b + 0x1.a4d9aa73989f5p-4;
  q = q * b + 0x1.45f43285b996dp-1;
  q = q * b + 0x1.20dd55662d596p+0;
  q = q * b + 0x1.8bed5f6841dfap-23;
  double high = 1.0 - dk_exp_f64(-q);

  double y = a < 1.0 ? low : high;
  y = dk_from_bits_f64(dk_bits_f64(y) | (dk_bits_f64(x) & 0x8000000000000000u));
  return x != x ? x + x : y;
}

#endif
