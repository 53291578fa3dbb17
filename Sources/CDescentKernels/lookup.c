#pragma STDC FP_CONTRACT OFF
#include "lookup.h"

#include <string.h>

#include "clones.h"

void dk_lookup(const void *table, const int64_t *rows, void *y, size_t count, size_t bytes) {
  for (size_t i = 0; i < count; i++)
    memcpy((char *)y + i * bytes, (const char *)table + (size_t)rows[i] * bytes, bytes);
}

#define LOOKUP_PULLBACK(T, suffix) \
  CLONES void dk_lookupPullback_##suffix(const void *pg, const int64_t *rows, void *table, size_t count, size_t width, int64_t skipped) { \
    for (size_t i = 0; i < count; i++) { \
      if (rows[i] == skipped) continue; \
      const T *g = (const T *)pg + i * width; \
      T *y = (T *)table + (size_t)rows[i] * width; \
      for (size_t j = 0; j < width; j++) y[j] += g[j]; \
    } \
  }
LOOKUP_PULLBACK(float, f32)
LOOKUP_PULLBACK(double, f64)

void dk_increment_i64(const int64_t *x, int64_t *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = x[i] + 1;
}
