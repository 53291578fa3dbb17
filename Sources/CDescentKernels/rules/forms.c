#include "rule_forms.h"

#include <stdatomic.h>

#include "rule.h"

#if defined(__x86_64__)
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

void dk_force_form(int wanted) {
  atomic_store(&form, wanted == DK_FORM_BEST ? dk_widest_form() : wanted);
}

int dk_chosen_form(void) {
  int now = atomic_load_explicit(&form, memory_order_relaxed);
  if (now == DK_FORM_BEST) {
    now = dk_widest_form();
    atomic_store_explicit(&form, now, memory_order_relaxed);
  }
  return now;
}
