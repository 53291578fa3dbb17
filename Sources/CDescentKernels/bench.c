#pragma STDC FP_CONTRACT OFF
#include "bench.h"

#include "clones.h"

// m and v change places, p takes g's bits in and, at the next call, out again: nothing is left out
// by the compiler, and no value ever becomes one that arithmetic is slow on.
CLONES void dk_bench_floor(void *pp, const void *pg, void *pm, void *pv, size_t n) {
  uint32_t *restrict p = pp, *restrict m = pm, *restrict v = pv;
  const uint32_t *restrict g = pg;
  enum { BLOCK = 64, AHEAD = 256 };
  size_t i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    for (size_t k = 0; k < BLOCK; k += 16) {
      __builtin_prefetch(p + i + AHEAD + k, 1);
      __builtin_prefetch(g + i + AHEAD + k, 0);
      __builtin_prefetch(m + i + AHEAD + k, 1);
      __builtin_prefetch(v + i + AHEAD + k, 1);
    }
    for (size_t j = i; j < i + BLOCK; j++) {
      uint32_t first = m[j];
      p[j] ^= g[j];
      m[j] = v[j];
      v[j] = first;
    }
  }
  for (; i < n; i++) {
    uint32_t first = m[i];
    p[i] ^= g[i];
    m[i] = v[i];
    v[i] = first;
  }
}

CLONES void dk_bench_stream(float *restrict a, const float *b, const float *c, size_t n) {
  for (size_t i = 0; i < n; i++) a[i] = b[i] + 2 * c[i];
}
