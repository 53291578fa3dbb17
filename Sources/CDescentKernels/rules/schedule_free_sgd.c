#pragma STDC FP_CONTRACT OFF
#include "rule_schedule_free_sgd.h"

#include "rule.h"

#define SCHEDULE_FREE_SGD(T, s) \
  KERNEL(schedule_free_sgd, T, s, T *restrict z) { \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T share = (T)c.share, pull = (T)c.pull; \
    const int isSmall = c.share < 0.5, decays = c.weightDecay != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = decays ? grad + decay * p[i] : grad; \
      p[i] = lerp_##s(p[i], z[i], share, isSmall) + pull * grad; \
      z[i] = z[i] + minusLr * grad; \
    } \
  } \
  RULE(schedule_free_sgd, s, SLOT(0))
SCHEDULE_FREE_SGD(float, f32)
SCHEDULE_FREE_SGD(double, f64)
