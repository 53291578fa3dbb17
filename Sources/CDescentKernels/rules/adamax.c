#pragma STDC FP_CONTRACT OFF
#include "rule_adamax.h"

#include "rule.h"

#define ADAMAX_LOOP(T, suffix, COUPLED, SMALL) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    m[i] = lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL); \
    T kept = u[i] * beta2, size = __builtin_elementwise_abs(grad) + epsilon; \
    /* Not a number wins, as in torch's maximum. */ \
    u[i] = kept > size || kept != kept ? kept : size; \
    p[i] = p[i] + (minusStep * m[i]) / u[i]; \
  }

#define ADAMAX(T, suffix) \
  KERNEL(adamax, T, suffix, T *restrict m, T *restrict u) { \
    const T sign = (T)c.sign, decay = (T)c.weightDecay, oneMinusBeta1 = (T)c.oneMinusBeta1; \
    const T beta2 = (T)c.beta2, epsilon = (T)c.epsilon, minusStep = (T)-c.stepSize; \
    if (c.oneMinusBeta1 >= 0.5) { \
      if (c.weightDecay != 0) { ADAMAX_LOOP(T, suffix, 1, 0) } else { ADAMAX_LOOP(T, suffix, 0, 0) } \
    } else { \
      if (c.weightDecay != 0) { ADAMAX_LOOP(T, suffix, 1, 1) } else { ADAMAX_LOOP(T, suffix, 0, 1) } \
    } \
  } \
  RULE(adamax, suffix, SLOT(0), SLOT(1))
ADAMAX(float, f32)
ADAMAX(double, f64)
