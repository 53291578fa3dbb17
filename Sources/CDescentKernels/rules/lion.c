#pragma STDC FP_CONTRACT OFF
#include "rule_lion.h"

#include "rule.h"

#define LION(T, s) \
  KERNEL(lion, T, s, T *restrict m) { \
    const T sign = (T)c.sign, keep = (T)c.keep, minusLr = (T)-c.lr; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const int small1 = c.oneMinusBeta1 < 0.5, small2 = c.oneMinusBeta2 < 0.5; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      T mix = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      /* What is not a number is handed on: it must not pass for a step of 0. */ \
      T step = mix > 0 ? (T)1 : mix < 0 ? (T)-1 : mix; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta2, small2); \
      p[i] = p[i] * keep + minusLr * step; \
    } \
  } \
  RULE(lion, s, SLOT(0))
LION(float, f32)
LION(double, f64)
