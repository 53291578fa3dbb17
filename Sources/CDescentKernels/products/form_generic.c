#pragma clang fp contract(fast)
#include "form_macros.h"

// Vectors of 128 bits, as every processor has them: 32 registers on ARM, 16 on x86-64.
#if defined(__x86_64__)
#define GENERIC_ROWS 4
#define GENERIC_WIDE 2
#else
#define GENERIC_ROWS 6
#define GENERIC_WIDE 4
#endif

#define T float
#define SUFFIX f32_generic
#define BYTES 16
#define ROWS GENERIC_ROWS
#define WIDE GENERIC_WIDE
#define IS_DOUBLE 0
#define SOME 0
#include "form_body.h"

#define T double
#define SUFFIX f64_generic
#define BYTES 16
#define ROWS GENERIC_ROWS
#define WIDE GENERIC_WIDE
#define IS_DOUBLE 1
#define SOME 0
#include "form_body.h"
