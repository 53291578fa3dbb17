#pragma clang fp contract(fast)
#if defined(__x86_64__)
#include <immintrin.h>

#include "form_macros.h"

// AVX-512: 28 of 32 registers hold sums.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)

#define T float
#define SUFFIX f32_avx512
#define BYTES 64
#define ROWS 14
#define WIDE 2
#define IS_DOUBLE 0
#define SOME 512
#include "form_body.h"

#define T double
#define SUFFIX f64_avx512
#define BYTES 64
#define ROWS 14
#define WIDE 2
#define IS_DOUBLE 1
#define SOME 512
#include "form_body.h"

#pragma clang attribute pop
#endif
