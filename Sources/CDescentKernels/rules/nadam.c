#pragma STDC FP_CONTRACT OFF
#include "rule_nadam.h"

#include "rule.h"

#define NADAM_LOOP(T, s, COUPLED, SMALL) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    T weight = p[i] * keep; \
    if (COUPLED) grad = grad + decay * p[i]; \
    m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL); \
    v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
    T root = __builtin_elementwise_sqrt(v[i] / correction2) + epsilon; \
    weight = weight + (minusGradientStep * grad) / root; \
    p[i] = weight + (minusMomentStep * m[i]) / root; \
  }

#define NADAM(T, s) \
  KERNEL(nadam, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T correction2 = (T)c.correction2, epsilon = (T)c.epsilon; \
    const T minusGradientStep = (T)-c.gradientStep, minusMomentStep = (T)-c.momentStep; \
    if (c.oneMinusBeta1 >= 0.5) { \
      if (c.isCoupled) { NADAM_LOOP(T, s, 1, 0) } else { NADAM_LOOP(T, s, 0, 0) } \
    } else { \
      if (c.isCoupled) { NADAM_LOOP(T, s, 1, 1) } else { NADAM_LOOP(T, s, 0, 1) } \
    } \
  } \
  RULE(nadam, s, SLOT(0), SLOT(1))
NADAM(float, f32)
NADAM(double, f64)
