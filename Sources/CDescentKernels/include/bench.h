// What the benchmark measures kernels against.
#ifndef DK_BENCH_H
#define DK_BENCH_H

#include <stddef.h>

/// The memory traffic of one Adam update and nothing else: reads p, g, m and v, writes p, m and v,
/// 28 bytes a value.
void dk_bench_floor(void *p, const void *g, void *m, void *v, size_t n);

/// a = b + 2 c over n floats: what the memory gives, 12 bytes an element.
void dk_bench_stream(float *a, const float *b, const float *c, size_t n);

#endif
