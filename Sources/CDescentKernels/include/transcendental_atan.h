// atan2.
//
// With a the smaller and b the greater of |y| and |x|, atan(a / b) = c + atan(u) where
//
//     a / b <= 7/16:   c = 0,           u = a / b
//     a / b < 11/16:   c = atan(1/2),   u = (2 a - b) / (2 b + a)
//     otherwise:       c = pi / 4,      u = (a - b) / (a + b)
//
// so that |u| <= 7/16, and at most 0.19 where c is not 0: the rounding of u's two sums is small
// against c.  atan(u) = u + u^3 p(u^2); p is a minimax fit of degree 10, 2^-56.9 relative
// (Scripts/transcendental_coefficients.py).  The angle is then c', or c' less atan(a / b), for a
// c' of 0, pi / 2 or pi by the octant.
//
// Float is computed in double and rounded once: at most 0.50+ ulp.  Double: at most 1.48 ulp over
// 5e7 random pairs; no proof.
#ifndef DK_TRANSCENDENTAL_ATAN_H
#define DK_TRANSCENDENTAL_ATAN_H

#include "transcendental_bits.h"

/// The angle of the point (x, y) from the positive x axis, from -pi to pi, with every case of zeros
/// and infinities that C's atan2 has.
DK_INLINE double dk_atan2_f64(double y, double x) {
  DK_TWO_ROUNDINGS
  double ay = dk_abs_f64(y), ax = dk_abs_f64(x);
  int steep = ay > ax;
  double a = steep ? ax : ay, b = steep ? ay : ax;
  // Two infinities are alike; one is beyond every number.  Sums of great numbers stay finite.
  a = b == DK_INFINITY_F64 ? (a == DK_INFINITY_F64 ? 1.0 : 0.0) : a;
  b = b == DK_INFINITY_F64 ? 1.0 : b;
  double scale = b > 0x1p1000 ? 0x1p-10 : 1.0;
  a *= scale, b *= scale;

  int low = a <= 0.4375 * b, middle = a < 0.6875 * b;
  double top = low ? a : middle ? 2.0 * a - b : a - b;
  double bottom = low ? b : middle ? 2.0 * b + a : a + b;
  double c = low ? 0.0 : middle ? 0x1.dac670561bb4fp-2 : 0x1.921fb54442d18p-1;
  double rest = low ? 0.0 : middle ? 0x1.a2b7f222f65e2p-56 : 0x1.1a62633145c07p-55;
  double u = b == 0.0 ? 0.0 : top / bottom, z = u * u;
  double p = -0x1.0ab28740c86d4p-6;
  p = p * z + 0x1.2b3382ebe55bap-5;
  p = p * z - 0x1.97ad65ac61fc7p-5;
  p = p * z + 0x1.dde1098ec619fp-5;
  p = p * z - 0x1.10d646fd740ffp-4;
  p = p * z + 0x1.3b0f27886e92ap-4;
  p = p * z - 0x1.745cdc1d865c6p-4;
  p = p * z + 0x1.c71c6fe0078aap-4;
  p = p * z - 0x1.2492492001ecdp-3;
  p = p * z + 0x1.999999998ea96p-3;
  p = p * z - 0x1.555555555550cp-2;
  double angle = c + (u + (u * (z * p) + rest));

  int left = (int)(dk_bits_f64(x) >> 63);
  // pi / 2 - angle, pi / 2 + angle or pi - angle; what pi / 2 and pi are beyond double goes along.
  double corner = steep ? 0x1.921fb54442d18p+0 : 0x1.921fb54442d18p+1;
  double beyond = steep ? 0x1.1a62633145c07p-54 : 0x1.1a62633145c07p-53;
  double signedAngle = steep && left ? angle : -angle;
  double turned = corner + (signedAngle + beyond);
  double r = steep || left ? turned : angle;
  r = dk_from_bits_f64(dk_bits_f64(r) | (dk_bits_f64(y) & 0x8000000000000000u));
  return x != x || y != y ? x + y : r;
}

/// As above.
DK_INLINE float dk_atan2_f32(float y, float x) {
  return (float)dk_atan2_f64((double)y, (double)x);
}

#endif
