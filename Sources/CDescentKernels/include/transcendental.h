// The transcendental functions, within 2 ulp (see below), and with the same bits on every
// processor and at every vector width: only IEEE 754 sums, products, quotients and square
// roots, in one fixed order, none fused, and no call of the C library.
//
// Each is a scalar function `dk_NAME_f32` / `dk_NAME_f64` without branches, so that a loop over
// it is vectorized where it is inlined; sin and cos alone have a slow path for large arguments
// and therefore array kernels.  NaN is returned quiet and otherwise unchanged; an invalid
// argument gives the positive quiet NaN.
//
// Largest error found, in ulp, and ns per element in a loop of 4096 (AVX-512, 2.3 GHz), by
// Scripts/transcendental_sweep.c: float over all 2^32 arguments; double over 1.2e8 random ones
// a function; pow over 1e8 random pairs, so for double and for pow the bound is not proved.
//
//             exp   expm1  log   log1p  tanh  sigmoid  softplus  sin   cos   pow    erf
//   float    1.05   1.49  0.84   1.40   1.34   1.97      1.69   1.52  1.51  0.50+  1.32
//   ns       0.39   0.42  0.50   0.60   0.61   0.63      1.41   0.70  0.73  3.9
//   double   0.96   1.53  0.85   0.87   1.34   1.41      1.68   0.80  0.80  1.35   1.35
//   ns       1.30   1.39  1.28   1.60   1.93   1.96      4.57   1.87  1.87  7.8
#ifndef DK_TRANSCENDENTAL_H
#define DK_TRANSCENDENTAL_H

#include "transcendental_atan.h"
#include "transcendental_error.h"
#include "transcendental_exponential.h"
#include "transcendental_logarithm.h"
#include "transcendental_power.h"
#include "transcendental_trigonometric.h"

#endif
