#pragma STDC FP_CONTRACT OFF
#include "rule_asgd.h"

#include "rule.h"

#define ASGD_LOOP(T, COUPLED, AVERAGING) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    T weight = p[i] * keep + minusEta * grad; \
    p[i] = weight; \
    a[i] = AVERAGING ? a[i] + (weight - a[i]) * mu : weight; \
  }

#define ASGD(T, s) \
  KERNEL(asgd, T, s, T *restrict a) { \
    const T sign = (T)c.sign, decay = (T)c.weightDecay; \
    const T keep = (T)c.keep, minusEta = (T)-c.eta, mu = (T)c.mu; \
    if (c.weightDecay != 0) { \
      if (c.mu != 1) { ASGD_LOOP(T, 1, 1) } else { ASGD_LOOP(T, 1, 0) } \
    } else { \
      if (c.mu != 1) { ASGD_LOOP(T, 0, 1) } else { ASGD_LOOP(T, 0, 0) } \
    } \
  } \
  RULE(asgd, s, SLOT(0))
ASGD(float, f32)
ASGD(double, f64)
