#pragma STDC FP_CONTRACT OFF
#include "rules.h"

#include <stdatomic.h>

#define INLINE static inline __attribute__((always_inline))

// MARK: forms

#if defined(__x86_64__)
#define FORM_SSE2
#define FORM_AVX2 __attribute__((target("arch=x86-64-v3")))
#define FORM_AVX512 __attribute__((target("arch=x86-64-v4")))

int dk_widest_form(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return DK_FORM_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    return DK_FORM_AVX2;
  return DK_FORM_SSE2;
}
#else
int dk_widest_form(void) { return DK_FORM_SSE2; }
#endif

static atomic_int form;

void dk_force_form(int wanted) { atomic_store(&form, wanted == DK_FORM_BEST ? dk_widest_form() : wanted); }

static int chosen_form(void) {
  int now = atomic_load_explicit(&form, memory_order_relaxed);
  if (now == DK_FORM_BEST) {
    now = dk_widest_form();
    atomic_store_explicit(&form, now, memory_order_relaxed);
  }
  return now;
}

// RULE(name, parameters, arguments) makes dk_name out of the always-inlined body_name: one function
// for each form, and one that chooses.
#if defined(__x86_64__)
#define RULE(name, PARAMETERS, ARGUMENTS) \
  FORM_SSE2 static void name##_sse2 PARAMETERS { body_##name ARGUMENTS; } \
  FORM_AVX2 static void name##_avx2 PARAMETERS { body_##name ARGUMENTS; } \
  FORM_AVX512 static void name##_avx512 PARAMETERS { body_##name ARGUMENTS; } \
  void dk_##name PARAMETERS { \
    switch (chosen_form()) { \
      case DK_FORM_AVX512: name##_avx512 ARGUMENTS; break; \
      case DK_FORM_AVX2: name##_avx2 ARGUMENTS; break; \
      default: name##_sse2 ARGUMENTS; \
    } \
  }
#else
#define RULE(name, PARAMETERS, ARGUMENTS) \
  void dk_##name PARAMETERS { \
    (void)chosen_form; \
    body_##name ARGUMENTS; \
  }
#endif

#define VECTORIZE _Pragma("clang loop vectorize(enable) interleave(enable)")

// MARK: pieces that rules share, named as torch names them

#define PIECES(T, s) \
  /* m + w (g - m), written so that the weight nearer to 1 does not cancel. */ \
  INLINE T lerp_##s(T m, T g, T w, int isSmall) { \
    return isSmall ? m + w * (g - m) : g - (g - m) * ((T)1 - w); \
  }
PIECES(float, f32)
PIECES(double, f64)

// MARK: SGD

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
  INLINE void body_sgd_##s(dk_sgd c, void *restrict pp, const void *restrict pg, void *restrict pb, size_t n) { \
    T *restrict p = pp, *restrict b = pb; \
    const T *restrict g = pg; \
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
  RULE(sgd_##s, (dk_sgd c, void *p, const void *g, void *b, size_t n), (c, p, g, b, n))
SGD(float, f32)
SGD(double, f64)

// MARK: Adam

#define ADAM_LOOP(T, s, COUPLED, AMSGRAD, SMALL) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
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
