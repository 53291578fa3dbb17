#pragma STDC FP_CONTRACT OFF
#include "rule_sgd.h"

#include "rule.h"

#define SGD_LOOP(T, DECAY, MOMENTUM, FIRST, NESTEROV) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (DECAY) grad = grad + decay * p[i]; \
    if (MOMENTUM) { \
      T buffer = FIRST ? grad : b[i] * momentum + undamped * grad; \
      b[i] = buffer; \
      grad = NESTEROV ? grad + momentum * buffer : buffer; \
    } \
    p[i] = p[i] + minusLr * grad; \
  }

#define SGD(T, s) \
  KERNEL(sgd, T, s, T *restrict b) { \
    const T sign = (T)c.sign, minusLr = (T)-c.lr, decay = (T)c.weightDecay; \
    const T momentum = (T)c.momentum, undamped = (T)(1 - c.dampening); \
    if (!c.hasMomentum) { \
      if (c.weightDecay != 0) { SGD_LOOP(T, 1, 0, 0, 0) } else { SGD_LOOP(T, 0, 0, 0, 0) } \
    } else if (c.isFirst) { \
      if (c.nesterov) { SGD_LOOP(T, c.weightDecay != 0, 1, 1, 1) } else { SGD_LOOP(T, c.weightDecay != 0, 1, 1, 0) } \
    } else if (c.weightDecay != 0) { \
      if (c.nesterov) { SGD_LOOP(T, 1, 1, 0, 1) } else { SGD_LOOP(T, 1, 1, 0, 0) } \
    } else { \
      if (c.nesterov) { SGD_LOOP(T, 0, 1, 0, 1) } else { SGD_LOOP(T, 0, 1, 0, 0) } \
    } \
  } \
  RULE(sgd, s, SLOT(0))
SGD(float, f32)
SGD(double, f64)
