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
  INLINE void body_rmsprop_##suffix(dk_rmsprop c, void *restrict pp, const void *restrict pg, void *restrict ps, void *restrict pm, void *restrict pb, size_t n) { \
    T *restrict p = pp, *restrict s = ps, *restrict m = pm, *restrict b = pb; \
    const T *restrict g = pg; \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T rho = (T)c.rho, oneMinusRho = (T)c.oneMinusRho, epsilon = (T)c.epsilon; \
    const T floor = (T)c.floor, momentum = (T)c.momentum; \
    if (c.weightDecay != 0) { \
      if (c.hasMomentum) { RMSPROP_LOOPS(T, suffix, 1, 1) } else { RMSPROP_LOOPS(T, suffix, 1, 0) } \
    } else { \
      if (c.hasMomentum) { RMSPROP_LOOPS(T, suffix, 0, 1) } else { RMSPROP_LOOPS(T, suffix, 0, 0) } \
    } \
  } \
  RULE(rmsprop_##suffix, (dk_rmsprop c, void *p, const void *g, void *s, void *m, void *b, size_t n), (c, p, g, s, m, b, n))
RMSPROP(float, f32)
RMSPROP(double, f64)
