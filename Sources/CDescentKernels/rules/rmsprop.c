#pragma STDC FP_CONTRACT OFF
#include "rule_rmsprop.h"

#include "rule.h"

#define RMSPROP_LOOP(T, suffix, COUPLED, MOMENTUM, CENTERED, SMALL) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    s[i] = s[i] * rho + (oneMinusRho * grad) * grad; \
    T variance = s[i]; \
    if (CENTERED) { \
      m[i] = lerp_##suffix(m[i], grad, oneMinusRho, SMALL); \
      variance = s[i] - m[i] * m[i]; \
      T least = floor * s[i]; \
      variance = variance < least ? least : variance; \
    } \
    T root = __builtin_elementwise_sqrt(variance) + epsilon; \
    if (MOMENTUM) { \
      T quotient = grad / root; \
      b[i] = b[i] * momentum + (root == 0 ? (T)0 : quotient); \
      p[i] = p[i] + minusLr * b[i]; \
    } else { \
      T quotient = (minusLr * grad) / root; \
      p[i] = p[i] + (root == 0 ? (T)0 : quotient); \
    } \
  }
#define RMSPROP_LOOPS(T, suffix, COUPLED, MOMENTUM) \
  if (!c.isCentered) { RMSPROP_LOOP(T, suffix, COUPLED, MOMENTUM, 0, 0) } \
  else if (c.oneMinusRho < 0.5) { RMSPROP_LOOP(T, suffix, COUPLED, MOMENTUM, 1, 1) } \
  else { RMSPROP_LOOP(T, suffix, COUPLED, MOMENTUM, 1, 0) }

#define RMSPROP(T, suffix) \
  KERNEL(rmsprop, T, suffix, T *restrict s, T *restrict m, T *restrict b) { \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T rho = (T)c.rho, oneMinusRho = (T)c.oneMinusRho, epsilon = (T)c.epsilon; \
    const T floor = (T)c.floor, momentum = (T)c.momentum; \
    if (c.weightDecay != 0) { \
      if (c.hasMomentum) { RMSPROP_LOOPS(T, suffix, 1, 1) } else { RMSPROP_LOOPS(T, suffix, 1, 0) } \
    } else { \
      if (c.hasMomentum) { RMSPROP_LOOPS(T, suffix, 0, 1) } else { RMSPROP_LOOPS(T, suffix, 0, 0) } \
    } \
  } \
  RULE(rmsprop, suffix, SLOT(0), SLOT(c.hasMomentum ? 2 : 1), SLOT(1))
RMSPROP(float, f32)
RMSPROP(double, f64)
