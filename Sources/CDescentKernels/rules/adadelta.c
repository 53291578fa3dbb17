#pragma STDC FP_CONTRACT OFF
#include "rule_adadelta.h"

#include "rule.h"

#define ADADELTA_LOOP(T, COUPLED) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    s[i] = s[i] * rho + (oneMinusRho * grad) * grad; \
    T delta = __builtin_elementwise_sqrt(u[i] + epsilon) / __builtin_elementwise_sqrt(s[i] + epsilon) * grad; \
    u[i] = u[i] * rho + (oneMinusRho * delta) * delta; \
    p[i] = p[i] + minusLr * delta; \
  }

#define ADADELTA(T, suffix) \
  KERNEL(adadelta, T, suffix, T *restrict s, T *restrict u) { \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T rho = (T)c.rho, oneMinusRho = (T)c.oneMinusRho, epsilon = (T)c.epsilon; \
    if (c.weightDecay != 0) { ADADELTA_LOOP(T, 1) } else { ADADELTA_LOOP(T, 0) } \
  } \
  RULE(adadelta, suffix, SLOT(0), SLOT(1))
ADADELTA(float, f32)
ADADELTA(double, f64)
