#pragma STDC FP_CONTRACT OFF
#include "rule_rprop.h"

#include "rule.h"

#define RPROP(T, suffix) \
  KERNEL(rprop, T, suffix, T *restrict q, T *restrict s) { \
    const T sign = (T)c.sign, etaMinus = (T)c.etaMinus, etaPlus = (T)c.etaPlus; \
    const T least = (T)c.least, greatest = (T)c.greatest; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      T agreement = grad * q[i]; \
      T step = s[i] * (agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : (T)1); \
      step = step < least ? least : step; \
      step = step > greatest ? greatest : step; \
      grad = agreement < 0 ? (T)0 : grad; \
      T direction = grad > 0 ? (T)1 : grad < 0 ? (T)-1 : (T)0; \
      p[i] = p[i] - direction * step; \
      q[i] = grad; \
      s[i] = step; \
    } \
  } \
  RULE(rprop, suffix, SLOT(0), SLOT(1))
RPROP(float, f32)
RPROP(double, f64)
