#pragma clang fp contract(fast)
#include "convolution.h"

#include <string.h>

#include "clones.h"
#include "convolution_plan.h"
#include "product.h"
#include "rule_forms.h"

size_t dk_convolution_units(const dk_convolution *c) { return c->batch * input_plan(c).bands; }
size_t dk_convolutionInput_units(const dk_convolution *c) { return c->batch * result_plan(c).bands; }

// Sixteen parts are enough for many threads; fewer where the weight is large.
size_t dk_convolutionWeight_units(const dk_convolution *c) {
  size_t weight = c->groups * c->outputs * c->inputs * c->kernelHeight * c->kernelWidth;
  size_t items = c->batch * input_plan(c).bands;
  return greatest(1, least(items, least(16, greatest(2, ((size_t)1 << 22) / weight))));
}

size_t dk_convolutionBoth_units(const dk_convolution *c) { return is_joinable(c) ? dk_convolutionWeight_units(c) : 0; }

// Adds the odd parts of two neighbouring vectors to the even ones, 32 / 2 of them and so on.
#define ADD_HALVES(v, n, even, odd) \
  _Pragma("clang loop unroll(full)") for (int l = 0; l < (n); l++) \
    (v)[l] = __builtin_shufflevector((v)[2 * l], (v)[2 * l + 1], even) + __builtin_shufflevector((v)[2 * l], (v)[2 * l + 1], odd);
#define LIST(...) __VA_ARGS__

// A function compiled for each vector form from one body, whose first argument says whether a register
// holds 64 bytes, and one that takes the form.
#if defined(__x86_64__)
#define IN_FORMS(name, ...) IN_FORMS2(name, __VA_ARGS__)
#define IN_FORMS2(name, body, parameters, ...) \
  __attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void name##_avx512 parameters { (void)form; body(1, __VA_ARGS__); } \
  __attribute__((target("arch=x86-64-v3"))) static void name##_avx2 parameters { (void)form; body(0, __VA_ARGS__); } \
  static void name##_generic parameters { (void)form; body(0, __VA_ARGS__); } \
  static void name parameters { \
    switch (form ? form : dk_widest_form()) { \
      case DK_FORM_AVX512: name##_avx512(form, __VA_ARGS__); break; \
      case DK_FORM_AVX2: name##_avx2(form, __VA_ARGS__); break; \
      default: name##_generic(form, __VA_ARGS__); break; \
    } \
  }
#else
#define IN_FORMS(name, body, parameters, ...) \
  static void name parameters { (void)form; body(0, __VA_ARGS__); }
#endif

#define REAL float
#define SUFFIX f32
#define FOLD(v) \
  ADD_HALVES(v, 16, LIST(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23), LIST(8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)) \
  ADD_HALVES(v, 8, LIST(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27), LIST(4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)) \
  ADD_HALVES(v, 4, LIST(0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29), LIST(2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31)) \
  ADD_HALVES(v, 2, LIST(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), LIST(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31))
#include "convolution_template.h"
#undef REAL
#undef SUFFIX
#undef FOLD
#define REAL double
#define SUFFIX f64
#define FOLD(v) \
  ADD_HALVES(v, 16, LIST(0, 1, 2, 3, 8, 9, 10, 11), LIST(4, 5, 6, 7, 12, 13, 14, 15)) \
  ADD_HALVES(v, 8, LIST(0, 1, 4, 5, 8, 9, 12, 13), LIST(2, 3, 6, 7, 10, 11, 14, 15)) \
  ADD_HALVES(v, 4, LIST(0, 2, 4, 6, 8, 10, 12, 14), LIST(1, 3, 5, 7, 9, 11, 13, 15))
#include "convolution_template.h"
