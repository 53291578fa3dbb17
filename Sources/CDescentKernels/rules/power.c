#pragma STDC FP_CONTRACT OFF
#include "rule_power.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { KEPT = 8 };
// Empty entries say that 0 to the power 0 is 1, which it is.
static _Thread_local struct { uint64_t base, exponent; double value; } kept[KEPT] = {
    {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}};
static _Thread_local unsigned oldest;

double dk_power(double base, double exponent) {
  // Bits, so that 0 and -0 differ and a number that is none equals itself.
  uint64_t b, e;
  memcpy(&b, &base, sizeof b);
  memcpy(&e, &exponent, sizeof e);
  for (unsigned k = 0; k < KEPT; k++)
    if (kept[k].base == b && kept[k].exponent == e) return kept[k].value;
  double value = pow(base, exponent);
  unsigned k = oldest;
  oldest = (k + 1) % KEPT;
  kept[k].base = b;
  kept[k].exponent = e;
  kept[k].value = value;
  return value;
}
