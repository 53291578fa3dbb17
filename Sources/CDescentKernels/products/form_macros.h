// What every vector form is written with.
#ifndef DK_PRODUCT_FORM_MACROS_H
#define DK_PRODUCT_FORM_MACROS_H

#include <string.h>

#include "form.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define SHUFFLE __builtin_shufflevector

#endif
