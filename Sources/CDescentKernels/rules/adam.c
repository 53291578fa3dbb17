#pragma STDC FP_CONTRACT OFF
#include "rule_adam.h"

#include "measure.h"
#include "rule.h"

#define ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL, MEASURED) \
  { \
    T grad = sign * g[i]; \
    T old = p[i]; \
    T weight = old * keep; \
    if (COUPLED) grad = grad + decay * old; \
    m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL); \
    v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad; \
    T second = v[i]; \
    if (AMSGRAD) { \
      /* Not a number wins, as in torch's maximum. */ \
      second = x[i] > second || x[i] != x[i] ? x[i] : second; \
      x[i] = second; \
    } \
    T rootOfSecond = __builtin_elementwise_sqrt(second) / root; \
    p[i] = weight + (minusStep * m[i]) / (rootOfSecond + epsilon); \
    if (MEASURED) { \
      moved[i - start] = p[i] - old; \
      roots[i - start] = rootOfSecond; \
    } \
  }

// Blocks whose memory is asked for ahead of time: four streams are more than the processor follows.
#define ADAM_FETCH(AMSGRAD) \
  if (start + AHEAD < n) { \
    FETCH_AHEAD(p, start, 1); \
    FETCH_AHEAD(g, start, 0); \
    FETCH_AHEAD(m, start, 1); \
    FETCH_AHEAD(v, start, 1); \
    if (AMSGRAD) FETCH_AHEAD(x, start, 1); \
  }

#define ADAM_LOOP(T, s, COUPLED, AMSGRAD, SMALL) \
  { \
    T *moved = NULL, *roots = NULL; \
    size_t start = 0; \
    for (; start + BLOCK <= n; start += BLOCK) { \
      ADAM_FETCH(AMSGRAD) \
      VECTORIZE_BLOCK for (size_t i = start; i < start + BLOCK; i++) \
        ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL, 0) \
    } \
    VECTORIZE for (size_t i = start; i < n; i++) ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL, 0) \
    (void)moved, (void)roots; \
  }

#define ADAM_MEASURED_LOOP(T, s, COUPLED, AMSGRAD, SMALL) \
  for (size_t from = 0; from < n; from += DK_MEASURED, out++) { \
    const size_t to = n - from < DK_MEASURED ? n : from + DK_MEASURED; \
    measured_##s sums; \
    measure_begin_##s(&sums, epsilon, whole, out); \
    T moved[BLOCK], roots[BLOCK]; \
    size_t start = from; \
    for (; start + BLOCK <= to; start += BLOCK) { \
      FETCH_AHEAD(p, start, 1); \
      FETCH_AHEAD(g, start, 0); \
      VECTORIZE_BLOCK for (size_t i = start; i < start + BLOCK; i++) \
        ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL, 1) \
      FETCH_AHEAD(m, start, 1); \
      FETCH_AHEAD(v, start, 1); \
      if (AMSGRAD) FETCH_AHEAD(x, start, 1); \
      measure_block_##s(&sums, moved, p + start, g + start, roots, (start - from) / BLOCK, out); \
    } \
    for (size_t i = start; i < to; i++) ADAM_ELEMENT(T, s, COUPLED, AMSGRAD, SMALL, 1) \
    measure_rest_##s(&sums, moved, p + start, g + start, roots, to - start, out); \
    measure_end_##s(&sums, to - from, out); \
  }

#define ADAM_COEFFICIENTS(T) \
  const T sign = (T)c.sign, keep = (T)c.keep, decay = (T)c.weightDecay; \
  const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
  const T minusStep = (T)-c.stepSize, root = (T)c.root, epsilon = (T)c.epsilon;

#define ADAM(T, s) \
  KERNEL(adam, T, s, T *restrict m, T *restrict v, T *restrict x) { \
    ADAM_COEFFICIENTS(T) \
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
  /* Measuring leaves time for two of the choices to be made at every element. */ \
  INLINE void body_adam_measured_##s(dk_adam c, T *restrict p, const T *restrict g, T *restrict m, T *restrict v, T *restrict x, size_t n, uint32_t whole, dk_statistics *out) { \
    ADAM_COEFFICIENTS(T) \
    const int isCoupled = c.isCoupled, isSmall = c.oneMinusBeta1 < 0.5; \
    if (c.amsgrad) { \
      ADAM_MEASURED_LOOP(T, s, isCoupled, 1, isSmall) \
    } else { \
      ADAM_MEASURED_LOOP(T, s, isCoupled, 0, isSmall) \
    } \
  } \
  RULE(adam, s, SLOT(0), SLOT(1), SLOT(2)) \
  FORMS(adam_measured_##s, (dk_adam c, dk_run at, uint32_t whole, dk_statistics *out), (c, at, whole, out), \
    (c, at.weights, at.gradient, SLOT(0), SLOT(1), SLOT(2), at.count, whole, out))
ADAM(float, f32)
ADAM(double, f64)
