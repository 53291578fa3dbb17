#pragma clang fp contract(fast)
#include "matmul.h"

#include <string.h>

#include "clones.h"
#include "memory.h"

// A panel of b (DEPTH x COLUMNS) is packed into strips of WIDTH columns and stays in the second-level
// cache; of a, HEIGHT rows are packed at a time; the innermost loop keeps a HEIGHT x WIDTH tile of c
// in registers. An edge is padded with zeros, computed whole, and cut when it is stored.
enum { HEIGHT = 6, DEPTH = 256, COLUMNS = 512 };

#define PRODUCT(T, suffix, WIDTH) \
  CLONES static void tile_##suffix(const T *restrict a, const T *restrict b, T *restrict out, size_t k) { \
    T c[HEIGHT][WIDTH] = {{0}}; \
    for (size_t p = 0; p < k; p++) { \
      _Pragma("clang loop unroll(full)") \
      for (int i = 0; i < HEIGHT; i++) { \
        T u = a[p * HEIGHT + (size_t)i]; \
        _Pragma("clang loop vectorize(enable) interleave(enable)") \
        for (int j = 0; j < WIDTH; j++) c[i][j] += u * b[p * WIDTH + (size_t)j]; \
      } \
    } \
    memcpy(out, c, sizeof c); \
  } \
  /* One row or one column: no tile is worth its packing. */ \
  CLONES static T dot_##suffix(const T *restrict x, const T *restrict y, size_t k) { \
    T lane[32] = {0}; \
    size_t p = 0; \
    for (; p + 32 <= k; p += 32) \
      for (int l = 0; l < 32; l++) lane[l] += x[p + (size_t)l] * y[p + (size_t)l]; \
    for (int l = 0; p < k; p++, l++) lane[l] += x[p] * y[p]; \
    for (int half = 16; half > 0; half /= 2) \
      for (int l = 0; l < half; l++) lane[l] += lane[l + half]; \
    return lane[0]; \
  } \
  CLONES static void add_multiple_##suffix(const T *restrict x, T u, T *restrict y, size_t n) { \
    for (size_t j = 0; j < n; j++) y[j] += u * x[j]; \
  } \
  void dk_matmul_##suffix(const void *pa, ptrdiff_t ai, ptrdiff_t ap, const void *pb, ptrdiff_t bp, ptrdiff_t bj, void *pc, size_t first, size_t last, size_t k, size_t n) { \
    const T *a = pa, *b = pb; \
    T *c = pc; \
    if (last <= first || n == 0) return; \
    if (n == 1 && ap == 1 && bp == 1) { \
      for (size_t i = first; i < last; i++) c[i] = dot_##suffix(a + (ptrdiff_t)i * ai, b, k); \
      return; \
    } \
    memset(c + first * n, 0, (last - first) * n * sizeof(T)); \
    if (k == 0) return; \
    if (n == 1 && ai == 1) { \
      for (size_t p = 0; p < k; p++) \
        add_multiple_##suffix(a + (ptrdiff_t)p * ap + first, b[(ptrdiff_t)p * bp], c + first, last - first); \
      return; \
    } \
    if (bj == 1 && k == 1) { \
      for (size_t i = first; i < last; i++) add_multiple_##suffix(b, a[(ptrdiff_t)i * ai], c + i * n, n); \
      return; \
    } \
    size_t panel = COLUMNS * DEPTH * sizeof(T), strip = HEIGHT * DEPTH * sizeof(T); \
    char *memory = dk_allocate(panel + strip); \
    T *packed_b = (T *)memory, *packed_a = (T *)(memory + panel); \
    for (size_t j0 = 0; j0 < n; j0 += COLUMNS) { \
      size_t width = n - j0 < COLUMNS ? n - j0 : COLUMNS; \
      for (size_t p0 = 0; p0 < k; p0 += DEPTH) { \
        size_t depth = k - p0 < DEPTH ? k - p0 : DEPTH; \
        for (size_t j = 0; j < width; j += WIDTH) { \
          size_t w = width - j < WIDTH ? width - j : WIDTH; \
          T *to = packed_b + j * depth; \
          const T *from = b + (ptrdiff_t)p0 * bp + (ptrdiff_t)(j0 + j) * bj; \
          for (size_t p = 0; p < depth; p++) { \
            for (size_t l = 0; l < w; l++) to[p * WIDTH + l] = from[(ptrdiff_t)p * bp + (ptrdiff_t)l * bj]; \
            for (size_t l = w; l < WIDTH; l++) to[p * WIDTH + l] = 0; \
          } \
        } \
        for (size_t i0 = first; i0 < last; i0 += HEIGHT) { \
          size_t h = last - i0 < HEIGHT ? last - i0 : HEIGHT; \
          const T *from = a + (ptrdiff_t)i0 * ai + (ptrdiff_t)p0 * ap; \
          for (size_t p = 0; p < depth; p++) { \
            for (size_t i = 0; i < h; i++) packed_a[p * HEIGHT + i] = from[(ptrdiff_t)i * ai + (ptrdiff_t)p * ap]; \
            for (size_t i = h; i < HEIGHT; i++) packed_a[p * HEIGHT + i] = 0; \
          } \
          for (size_t j = 0; j < width; j += WIDTH) { \
            size_t w = width - j < WIDTH ? width - j : WIDTH; \
            T tile[HEIGHT * WIDTH]; \
            tile_##suffix(packed_a, packed_b + j * depth, tile, depth); \
            for (size_t i = 0; i < h; i++) { \
              T *row = c + (i0 + i) * n + j0 + j; \
              for (size_t l = 0; l < w; l++) row[l] += tile[i * WIDTH + l]; \
            } \
          } \
        } \
      } \
    } \
    dk_deallocate(memory, panel + strip); \
  }
PRODUCT(float, f32, 16)
PRODUCT(double, f64, 8)
