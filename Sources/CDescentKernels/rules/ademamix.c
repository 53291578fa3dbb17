#pragma STDC FP_CONTRACT OFF
#include "rule_ademamix.h"

#include "rule.h"

#define ADEMAMIX(T, s) \
  KERNEL(ademamix, T, s, T *restrict m, T *restrict v, T *restrict l) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay, minusLr = (T)-c.lr; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T oneMinusBeta3 = (T)c.oneMinusBeta3, correction1 = (T)c.correction1, alpha = (T)c.alpha; \
    const T root = (T)c.root, epsilon = (T)c.epsilon; \
    const int small1 = c.oneMinusBeta1 < 0.5, small3 = c.oneMinusBeta3 < 0.5, isCoupled = c.isCoupled; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = isCoupled ? grad + decay * p[i] : grad; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
      l[i] = lerp_##s(l[i], grad, oneMinusBeta3, small3); \
      T mix = m[i] / correction1 + alpha * l[i]; \
      p[i] = p[i] * keep + (minusLr * mix) / (__builtin_elementwise_sqrt(v[i]) / root + epsilon); \
    } \
  } \
  RULE(ademamix, s, SLOT(0), SLOT(1), SLOT(2))
ADEMAMIX(float, f32)
ADEMAMIX(double, f64)
