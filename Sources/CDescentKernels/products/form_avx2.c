#pragma clang fp contract(fast)
#if defined(__x86_64__)
#include "form_macros.h"

// AVX2: 12 of 16 registers hold sums.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#define T float
#define SUFFIX f32_avx2
#define BYTES 32
#define ROWS 6
#define WIDE 2
#define IS_DOUBLE 0
#define SOME 0
#include "form_body.h"

#define T double
#define SUFFIX f64_avx2
#define BYTES 32
#define ROWS 6
#define WIDE 2
#define IS_DOUBLE 1
#define SOME 0
#include "form_body.h"

#pragma clang attribute pop
#endif
