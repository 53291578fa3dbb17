#pragma STDC FP_CONTRACT OFF
#include "rule_radam.h"

#include "rule.h"

#define RADAM_LOOP(T, s, COUPLED, RECTIFIED, SMALL) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    T weight = p[i] * keep; \
    if (COUPLED) grad = grad + decay * p[i]; \
    m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL); \
    v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
    T step = m[i] / correction1 * lr; \
    /* torch divides a number by a tensor as a product with the reciprocal. */ \
    if (RECTIFIED) step = step * ((T)1 / (__builtin_elementwise_sqrt(v[i]) + epsilon) * root) * rectification; \
    p[i] = weight - step; \
  }
#define RADAM_LOOPS(T, s, COUPLED, SMALL) \
  if (c.isRectified) { RADAM_LOOP(T, s, COUPLED, 1, SMALL) } else { RADAM_LOOP(T, s, COUPLED, 0, SMALL) }

#define RADAM(T, s) \
  KERNEL(radam, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T correction1 = (T)c.correction1, lr = (T)c.lr, root = (T)c.root; \
    const T epsilon = (T)c.epsilon, rectification = (T)c.rectification; \
    if (c.oneMinusBeta1 >= 0.5) { \
      if (c.isCoupled) { RADAM_LOOPS(T, s, 1, 0) } else { RADAM_LOOPS(T, s, 0, 0) } \
    } else { \
      if (c.isCoupled) { RADAM_LOOPS(T, s, 1, 1) } else { RADAM_LOOPS(T, s, 0, 1) } \
    } \
  } \
  RULE(radam, s, SLOT(0), SLOT(1))
RADAM(float, f32)
RADAM(double, f64)
