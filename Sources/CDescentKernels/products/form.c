#pragma STDC FP_CONTRACT OFF
#include "form.h"

#include "../include/elementwise.h"
#include "../include/rule_forms.h"

const dk_product_form *dk_product_form_of(int type, int form) {
#if defined(__x86_64__)
  if (form == DK_FORM_BEST) {
    static _Atomic int widest;
    form = widest;
    if (form == 0) widest = form = dk_widest_form();
  }
  switch (form) {
    case DK_FORM_AVX512: return type == DK_F32 ? &dk_product_f32_avx512 : &dk_product_f64_avx512;
    case DK_FORM_AVX2: return type == DK_F32 ? &dk_product_f32_avx2 : &dk_product_f64_avx2;
    default: break;
  }
#else
  (void)form;
#endif
  return type == DK_F32 ? &dk_product_f32_generic : &dk_product_f64_generic;
}
