#pragma STDC FP_CONTRACT OFF
#include "rule_adabelief.h"

#include "rule.h"

#define ADABELIEF(T, s) \
  KERNEL(adabelief, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T minusStep = (T)-c.stepSize, root = (T)c.root, epsilon = (T)c.epsilon; \
    const int isSmall = c.oneMinusBeta1 < 0.5, isCoupled = c.isCoupled; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = isCoupled ? grad + decay * p[i] : grad; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta1, isSmall); \
      T surprise = grad - m[i]; \
      v[i] = (v[i] * beta2 + (oneMinusBeta2 * surprise) * surprise) + epsilon; \
      p[i] = p[i] * keep + (minusStep * m[i]) / (__builtin_elementwise_sqrt(v[i]) / root + epsilon); \
    } \
  } \
  RULE(adabelief, s, SLOT(0), SLOT(1))
ADABELIEF(float, f32)
ADABELIEF(double, f64)
