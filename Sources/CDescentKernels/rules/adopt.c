#pragma STDC FP_CONTRACT OFF
#include "rule_adopt.h"

#include "rule.h"

#define ADOPT(T, s) \
  KERNEL(adopt, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay, minusLr = (T)-c.lr; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T epsilon = (T)c.epsilon, clip = (T)c.clip; \
    const int isSmall = c.oneMinusBeta1 < 0.5, isCoupled = c.isCoupled; \
    if (c.isFirst) { \
      VECTORIZE for (size_t i = 0; i < n; i++) { \
        T grad = sign * g[i]; \
        grad = isCoupled ? grad + decay * p[i] : grad; \
        p[i] = p[i] * keep; \
        v[i] = v[i] + grad * grad; \
      } \
      return; \
    } \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = isCoupled ? grad + decay * p[i] : grad; \
      T size = __builtin_elementwise_sqrt(v[i]); \
      T normed = grad / (size < epsilon ? epsilon : size); \
      normed = normed < -clip ? -clip : normed > clip ? clip : normed; \
      m[i] = lerp_##s(m[i], normed, oneMinusBeta1, isSmall); \
      p[i] = p[i] * keep + minusLr * m[i]; \
      v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
    } \
  } \
  RULE(adopt, s, SLOT(0), SLOT(1))
ADOPT(float, f32)
ADOPT(double, f64)
