#pragma STDC FP_CONTRACT OFF
#include "rule_adagrad.h"

#include "rule.h"

#define ADAGRAD_LOOP(T, COUPLED) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    s[i] = s[i] + grad * grad; \
    p[i] = p[i] + (minusStep * grad) / (__builtin_elementwise_sqrt(s[i]) + epsilon); \
  }

#define ADAGRAD(T, suffix) \
  KERNEL(adagrad, T, suffix, T *restrict s) { \
    const T sign = (T)c.sign, decay = (T)c.weightDecay; \
    const T minusStep = (T)-c.stepSize, epsilon = (T)c.epsilon; \
    if (c.weightDecay != 0) { ADAGRAD_LOOP(T, 1) } else { ADAGRAD_LOOP(T, 0) } \
  } \
  RULE(adagrad, suffix, SLOT(0))
ADAGRAD(float, f32)
ADAGRAD(double, f64)
