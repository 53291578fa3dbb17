#pragma STDC FP_CONTRACT OFF
#include "rule_adam_atan2.h"

#include "rule.h"
#include "transcendental_atan.h"

#define ADAM_ATAN2(T, s) \
  KERNEL(adam_atan2, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, minusStep = (T)-c.stepSize; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T correction1 = (T)c.correction1, correction2 = (T)c.correction2; \
    const int small1 = c.oneMinusBeta1 < 0.5, small2 = c.oneMinusBeta2 < 0.5; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      v[i] = lerp_##s(v[i], grad * grad, oneMinusBeta2, small2); \
      T size = __builtin_elementwise_sqrt(v[i] * correction2); \
      p[i] = p[i] * keep + minusStep * dk_atan2_##s(m[i] * correction1, size); \
    } \
  } \
  RULE(adam_atan2, s, SLOT(0), SLOT(1))
ADAM_ATAN2(float, f32)
ADAM_ATAN2(double, f64)
