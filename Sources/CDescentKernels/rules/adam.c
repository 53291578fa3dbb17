#pragma STDC FP_CONTRACT OFF
#include "rule_adam.h"

#include "rule.h"

#define ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL) \
  { \
    T grad = sign * g[i]; \
    T weight = p[i] * keep; \
    if (COUPLED) grad = grad + decay * p[i]; \
    m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL); \
    v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
    T second = v[i]; \
    if (AMSGRAD) { \
      /* Not a number wins, as in torch's maximum. */ \
      second = x[i] > second || x[i] != x[i] ? x[i] : second; \
      x[i] = second; \
    } \
    p[i] = weight + (minusStep * m[i]) / (__builtin_elementwise_sqrt(second) / root + epsilon); \
  }

// Blocks whose memory is asked for ahead of time: four streams are more than the processor follows.
#define ADAM_LOOP(T, s, COUPLED, AMSGRAD, SMALL) \
  { \
    size_t start = 0; \
    for (; start + BLOCK <= n; start += BLOCK) { \
      if (start + AHEAD < n) { \
        FETCH_AHEAD(p, start, 1); \
        FETCH_AHEAD(g, start, 0); \
        FETCH_AHEAD(m, start, 1); \
        FETCH_AHEAD(v, start, 1); \
        if (AMSGRAD) FETCH_AHEAD(x, start, 1); \
      } \
      VECTORIZE_BLOCK for (size_t i = start; i < start + BLOCK; i++) \
        ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL) \
    } \
    VECTORIZE for (size_t i = start; i < n; i++) ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL) \
  }

#define ADAM(T, s) \
  INLINE void body_adam_##s(dk_adam c, void *restrict pp, const void *restrict pg, void *restrict pm, void *restrict pv, void *restrict px, size_t n) { \
    T *restrict p = pp, *restrict m = pm, *restrict v = pv, *restrict x = px; \
    const T *restrict g = pg; \
    const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T minusStep = (T)-c.stepSize, root = (T)c.root, epsilon = (T)c.epsilon; \
    if (c.oneMinusBeta1 >= 0.5) { \
      if (c.isCoupled) { \
        if (c.amsgrad) { ADAM_LOOP(T, s, 1, 1, 0) } else { ADAM_LOOP(T, s, 1, 0, 0) } \
      } else { \
        if (c.amsgrad) { ADAM_LOOP(T, s, 0, 1, 0) } else { ADAM_LOOP(T, s, 0, 0, 0) } \
      } \
    } else if (c.isCoupled) { \
      if (c.amsgrad) { ADAM_LOOP(T, s, 1, 1, 1) } else { ADAM_LOOP(T, s, 1, 0, 1) } \
    } else { \
      if (c.amsgrad) { ADAM_LOOP(T, s, 0, 1, 1) } else { ADAM_LOOP(T, s, 0, 0, 1) } \
    } \
  } \
  RULE(adam_##s, (dk_adam c, void *p, const void *g, void *m, void *v, void *x, size_t n), (c, p, g, m, v, x, n))
ADAM(float, f32)
ADAM(double, f64)
