#pragma STDC FP_CONTRACT OFF
#include "rule_sparse_adam.h"

#include "rule.h"

#define SPARSE_ADAM(T, s) \
  KERNEL(sparse_adam, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, oneMinusBeta1 = (T)c.oneMinusBeta1, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T minusStep = (T)-c.stepSize, epsilon = (T)c.epsilon; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      m[i] = m[i] + (grad - m[i]) * oneMinusBeta1; \
      v[i] = v[i] + (grad * grad - v[i]) * oneMinusBeta2; \
      p[i] = p[i] + minusStep * (m[i] / (__builtin_elementwise_sqrt(v[i]) + epsilon)); \
    } \
  } \
  RULE(sparse_adam, s, SLOT(0), SLOT(1))
SPARSE_ADAM(float, f32)
SPARSE_ADAM(double, f64)
