#pragma STDC FP_CONTRACT OFF
#include "rule_adan.h"

#include "rule.h"

#define ADAN(T, s) \
  KERNEL(adan, T, s, T *restrict m, T *restrict d, T *restrict v, T *restrict b) { \
    const T sign = (T)c.sign, keep = (T)c.keep, shrink = (T)c.shrink; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T beta3 = (T)c.beta3, oneMinusBeta3 = (T)c.oneMinusBeta3; \
    const T minusStep = (T)-c.stepSize, minusDifference = (T)-c.differenceStep; \
    const T root = (T)c.root, epsilon = (T)c.epsilon; \
    const int small1 = c.oneMinusBeta1 < 0.5, small2 = c.oneMinusBeta2 < 0.5, isFirst = c.isFirst; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      T change = isFirst ? (T)0 : grad - b[i]; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      d[i] = lerp_##s(d[i], change, oneMinusBeta2, small2); \
      T ahead = change * beta2 + grad; \
      v[i] = v[i] * beta3 + (oneMinusBeta3 * ahead) * ahead; \
      T size = __builtin_elementwise_sqrt(v[i]) / root + epsilon; \
      T weight = p[i] * keep + (minusStep * m[i]) / size; \
      weight = weight + (minusDifference * d[i]) / size; \
      p[i] = weight / shrink; \
      b[i] = grad; \
    } \
  } \
  RULE(adan, s, SLOT(0), SLOT(1), SLOT(2), SLOT(3))
ADAN(float, f32)
ADAN(double, f64)
