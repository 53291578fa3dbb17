// What the rules' kernels are made with. Not seen from outside.
#ifndef DK_RULE_MACROS_H
#define DK_RULE_MACROS_H

#include <stddef.h>
#include <stdint.h>

#include "rule_forms.h"
#include "rule_run.h"

#define INLINE static inline __attribute__((always_inline))

/// The form that kernels run in now.
int dk_chosen_form(void);

#if defined(__x86_64__)
#define FORM_SSE2
#define FORM_AVX2 __attribute__((target("arch=x86-64-v3")))
#define FORM_AVX512 __attribute__((target("arch=x86-64-v4")))
#endif

// FORMS makes dk_name out of the always-inlined body_name: one function for each form, and one that
// chooses; the body is called with the last arguments.
#if defined(__x86_64__)
#define FORMS(name, PARAMETERS, ARGUMENTS, BODY_ARGUMENTS) \
  FORM_SSE2 static void name##_sse2 PARAMETERS { body_##name BODY_ARGUMENTS; } \
  FORM_AVX2 static void name##_avx2 PARAMETERS { body_##name BODY_ARGUMENTS; } \
  FORM_AVX512 static void name##_avx512 PARAMETERS { body_##name BODY_ARGUMENTS; } \
  void dk_##name PARAMETERS { \
    switch (dk_chosen_form()) { \
      case DK_FORM_AVX512: name##_avx512 ARGUMENTS; break; \
      case DK_FORM_AVX2: name##_avx2 ARGUMENTS; break; \
      default: name##_sse2 ARGUMENTS; \
    } \
  }
#else
#define FORMS(name, PARAMETERS, ARGUMENTS, BODY_ARGUMENTS) \
  void dk_##name PARAMETERS { \
    (void)dk_chosen_form; \
    body_##name BODY_ARGUMENTS; \
  }
#endif

// A rule's kernel: its equations for the n elements of the weights p along the gradient g, with the
// buffers that are named, and its forms, with the slots in which those are.
//
//     #define LION(T, s) \
//       KERNEL(lion, T, s, T *restrict m) { ... } \
//       RULE(lion, s, SLOT(0))
//     LION(float, f32)
//     LION(double, f64)
#define KERNEL(name, T, s, ...) \
  INLINE void body_##name##_##s(dk_##name c, T *restrict p, const T *restrict g, __VA_ARGS__, size_t n)
#define RULE(name, s, ...) \
  FORMS(name##_##s, (dk_##name c, dk_run at), (c, at), (c, at.weights, at.gradient, __VA_ARGS__, at.count))
#define SLOT(k) at.slots[k]

#define VECTORIZE _Pragma("clang loop vectorize(enable) interleave(enable)")

// For rules that memory holds up: blocks of elements, unrolled, with what comes 256 elements later
// on its way to the cache. An address past the end is only a hint that is not taken.
enum { BLOCK = 64, AHEAD = 256, CACHE_LINE = 64 };
#define VECTORIZE_BLOCK _Pragma("clang loop vectorize(enable) interleave_count(4)")
#define FETCH_AHEAD(POINTER, START, WRITES) \
  for (uintptr_t line = 0; line < BLOCK * sizeof *(POINTER); line += CACHE_LINE) \
    __builtin_prefetch( \
        (const void *)((uintptr_t)(POINTER) + ((START) + AHEAD) * sizeof *(POINTER) + line), WRITES)

// Pieces that rules share, named as torch names them.

#define PIECES(T, s) \
  /* m + w (g - m), written so that the weight nearer to 1 does not cancel. */ \
  INLINE T lerp_##s(T m, T g, T w, int isSmall) { \
    return isSmall ? m + w * (g - m) : g - (g - m) * ((T)1 - w); \
  }
PIECES(float, f32)
PIECES(double, f64)

#endif
