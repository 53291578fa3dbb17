#pragma STDC FP_CONTRACT OFF
#include "rule_yogi.h"

#include "rule.h"

#define YOGI(T, s) \
  KERNEL(yogi, T, s, T *restrict m, T *restrict v) { \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
    const T beta1 = (T)c.beta1, oneMinusBeta1 = (T)c.oneMinusBeta1, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T correction1 = (T)c.correction1, correction2 = (T)c.correction2; \
    const T minusLr = (T)-c.lr, epsilon = (T)c.epsilon; \
    const int isCoupled = c.isCoupled; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = isCoupled ? grad + decay * p[i] : grad; \
      m[i] = oneMinusBeta1 * grad + beta1 * m[i]; \
      T square = grad * grad; \
      T excess = v[i] - square; \
      /* 0 where v is the square exactly: then v stays. */ \
      T direction = excess > 0 ? (T)1 : excess < 0 ? (T)-1 : (T)0; \
      v[i] = v[i] - (oneMinusBeta2 * direction) * square; \
      T root = __builtin_elementwise_sqrt(v[i] / correction2) + epsilon; \
      p[i] = p[i] * keep + minusLr * ((m[i] / correction1) / root); \
    } \
  } \
  RULE(yogi, s, SLOT(0), SLOT(1))
YOGI(float, f32)
YOGI(double, f64)
