// The transcendental functions, within 2 ulp for every argument, and with the same bits on every
// processor and at every vector width: only IEEE 754 sums, products, quotients and square
// roots, in one fixed order, none fused, and no call of the C library.
//
// Each is a scalar function `dk_NAME_f32` / `dk_NAME_f64` without branches, so that a loop over
// it is vectorized where it is inlined; sin and cos alone have a slow path for large arguments
// and therefore array kernels.  NaN is returned quiet and otherwise unchanged; an invalid
// argument gives the positive quiet NaN.
#ifndef DK_TRANSCENDENTAL_H
#define DK_TRANSCENDENTAL_H

#include "transcendental_exponential.h"
#include "transcendental_logarithm.h"
#include "transcendental_power.h"
#include "transcendental_trigonometric.h"

#endif
