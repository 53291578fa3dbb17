#pragma STDC FP_CONTRACT OFF
#include "rule_schedule_free_adamw.h"

#include "rule.h"

#define SCHEDULE_FREE_ADAMW(T, s) \
  KERNEL(schedule_free_adamw, T, s, T *restrict z, T *restrict v) { \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2, correction2 = (T)c.correction2; \
    const T epsilon = (T)c.epsilon, share = (T)c.share, pull = (T)c.pull; \
    const int isSmall = c.share < 0.5, decays = c.weightDecay != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
      T step = grad / (__builtin_elementwise_sqrt(v[i] / correction2) + epsilon); \
      step = decays ? step + decay * p[i] : step; \
      p[i] = lerp_##s(p[i], z[i], share, isSmall) + pull * step; \
      z[i] = z[i] + minusLr * step; \
    } \
  } \
  RULE(schedule_free_adamw, s, SLOT(0), SLOT(1))
SCHEDULE_FREE_ADAMW(float, f32)
SCHEDULE_FREE_ADAMW(double, f64)
