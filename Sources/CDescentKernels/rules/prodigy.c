#pragma STDC FP_CONTRACT OFF
#include "rule_prodigy.h"

#include "rule.h"

#define PRODIGY(T, s) \
  KERNEL(prodigy_average, T, s, T *restrict m, T *restrict v, T *restrict sum) { \
    const T sign = (T)c.sign, decay = (T)c.weightDecay; \
    const T beta1 = (T)c.beta1, gradientShare = (T)c.gradientShare; \
    const T beta2 = (T)c.beta2, squareShare = (T)c.squareShare; \
    const T beta3 = (T)c.beta3, distanceShare = (T)c.distanceShare; \
    const int decays = c.weightDecay != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = decays ? grad + decay * p[i] : grad; \
      m[i] = m[i] * beta1 + gradientShare * grad; \
      v[i] = v[i] * beta2 + (squareShare * grad) * grad; \
      sum[i] = sum[i] * beta3 + distanceShare * grad; \
    } \
  } \
  RULE(prodigy_average, s, SLOT(0), SLOT(1), SLOT(2)) \
  KERNEL(prodigy_step, T, s, T *restrict m, T *restrict v) { \
    const T minusShrink = (T)-c.shrink, minusStep = (T)-c.stepSize, epsilon = (T)c.epsilon; \
    const int shrinks = c.shrink != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T weight = shrinks ? p[i] + minusShrink * p[i] : p[i]; \
      p[i] = weight + (minusStep * m[i]) / (__builtin_elementwise_sqrt(v[i]) + epsilon); \
    } \
  } \
  RULE(prodigy_step, s, SLOT(0), SLOT(1))
PRODIGY(float, f32)
PRODIGY(double, f64)
