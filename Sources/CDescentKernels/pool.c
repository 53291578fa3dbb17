#pragma STDC FP_CONTRACT OFF
#include "pool.h"

#include <math.h>
#include <string.h>

#include "clones.h"

// One axis of a window: the places from `start` before `end`, `step` apart, inside the image, and how
// many of the window's lie inside the image with its padding.
typedef struct {
  size_t start, end, step, padded;
} Span;

static inline Span span(size_t i, size_t length, size_t count, size_t kernel, size_t stride, size_t dilation, size_t padding, int isAdaptive) {
  if (isAdaptive) {
    size_t start = i * length / count, end = ((i + 1) * length + count - 1) / count;
    return (Span){start, end, 1, end - start};
  }
  size_t from = i * stride, to = from + (kernel - 1) * dilation + 1;
  size_t limit = length + 2 * padding;
  Span s = {0, to > padding ? to - padding : 0, dilation, (to < limit ? to : limit) - (from < limit ? from : limit)};
  if (s.end > length) s.end = length;
  // The first of the window's places that is not before the image.
  s.start = from >= padding ? from - padding : (dilation - (padding - from) % dilation) % dilation;
  return s;
}

static inline Span rows_of(const dk_pool *w, size_t i) {
  return span(i, w->height, w->outHeight, w->kernelHeight, w->strideHeight, w->dilationHeight, w->top, w->isAdaptive);
}

static inline Span columns_of(const dk_pool *w, size_t j) {
  return span(j, w->width, w->outWidth, w->kernelWidth, w->strideWidth, w->dilationWidth, w->left, w->isAdaptive);
}

static inline size_t divisor(const dk_pool *w, Span r, Span c) {
  if (w->divisor) return w->divisor;
  if (w->countsPadding) return r.padded * c.padded;
  return (r.end > r.start ? r.end - r.start : 0) * (c.end > c.start ? c.end - c.start : 0);
}

// Windows of 2 x 2 side by side, which nearly all networks have.
static inline int is_halving(const dk_pool *w) {
  return !w->isAdaptive && w->kernelHeight == 2 && w->kernelWidth == 2 && w->strideHeight == 2 && w->strideWidth == 2 && w->dilationHeight == 1 && w->dilationWidth == 1 && w->top == 0 && w->left == 0 && 2 * w->outHeight <= w->height && 2 * w->outWidth <= w->width;
}

#define TAKE(v, place) \
  do { \
    int wins = (v) > best || (v) != (v); \
    best = wins ? (v) : best; \
    at = wins ? (Index)(place) : at; \
  } while (0)

#define POOL(T, Wide, suffix) \
  CLONES static void halve_##suffix(const T *restrict x, T *restrict y, int32_t *restrict positions, size_t from, size_t width, size_t count) { \
    typedef Wide Index; \
    for (size_t j = 0; j < count; j++) { \
      T best = -(T)INFINITY; \
      Index first = (Index)(from + 2 * j), at = first; \
      T a = x[2 * j], b = x[2 * j + 1], c = x[width + 2 * j], d = x[width + 2 * j + 1]; \
      TAKE(a, first); \
      TAKE(b, first + 1); \
      TAKE(c, first + (Index)width); \
      TAKE(d, first + (Index)width + 1); \
      y[j] = best; \
      positions[j] = (int32_t)at; \
    } \
  } \
  static void greatest_##suffix(const dk_pool *w, const T *x, T *y, int32_t *positions) { \
    typedef size_t Index; \
    for (size_t i = 0; i < w->outHeight; i++) { \
      Span r = rows_of(w, i); \
      for (size_t j = 0; j < w->outWidth; j++) { \
        Span c = columns_of(w, j); \
        T best = -(T)INFINITY; \
        size_t at = r.start * w->width + c.start; \
        for (size_t h = r.start; h < r.end; h += r.step) \
          for (size_t v = c.start; v < c.end; v += c.step) TAKE(x[h * w->width + v], h * w->width + v); \
        *y++ = best; \
        *positions++ = (int32_t)at; \
      } \
    } \
  } \
  void dk_maxPool_##suffix(const dk_pool *w, const void *px, void *py, int32_t *positions, size_t images) { \
    size_t from = w->height * w->width, count = w->outHeight * w->outWidth; \
    int halves = is_halving(w); \
    for (size_t n = 0; n < images; n++, positions += count) { \
      const T *x = (const T *)px + n * from; \
      T *y = (T *)py + n * count; \
      if (!halves) { \
        greatest_##suffix(w, x, y, positions); \
        continue; \
      } \
      for (size_t i = 0; i < w->outHeight; i++) \
        halve_##suffix(x + 2 * i * w->width, y + i * w->outWidth, positions + i * w->outWidth, 2 * i * w->width, w->width, w->outWidth); \
    } \
  } \
  void dk_pickPositions_##suffix(const void *px, const int32_t *positions, void *py, size_t images, size_t from, size_t count) { \
    const T *x = px; \
    T *y = py; \
    for (size_t n = 0; n < images; n++, x += from, y += count, positions += count) \
      for (size_t i = 0; i < count; i++) y[i] = x[positions[i]]; \
  } \
  void dk_addAtPositions_##suffix(const void *py, const int32_t *positions, void *px, size_t images, size_t from, size_t count) { \
    const T *y = py; \
    T *x = px; \
    for (size_t n = 0; n < images; n++, x += from, y += count, positions += count) { \
      memset(x, 0, from * sizeof(T)); \
      for (size_t i = 0; i < count; i++) x[positions[i]] += y[i]; \
    } \
  } \
  void dk_averagePool_##suffix(const dk_pool *w, const void *px, void *py, size_t images) { \
    const T *x = px; \
    T *y = py; \
    for (size_t n = 0; n < images; n++, x += w->height * w->width) { \
      for (size_t i = 0; i < w->outHeight; i++) { \
        Span r = rows_of(w, i); \
        for (size_t j = 0; j < w->outWidth; j++) { \
          Span c = columns_of(w, j); \
          T sum = 0; \
          for (size_t h = r.start; h < r.end; h++) \
            for (size_t v = c.start; v < c.end; v++) sum += x[h * w->width + v]; \
          int isEmpty = r.end <= r.start || c.end <= c.start; \
          *y++ = isEmpty ? 0 : sum / (T)divisor(w, r, c); \
        } \
      } \
    } \
  } \
  void dk_averagePoolPullback_##suffix(const dk_pool *w, const void *pdy, void *pdx, size_t images) { \
    const T *dy = pdy; \
    T *dx = pdx; \
    for (size_t n = 0; n < images; n++, dx += w->height * w->width) { \
      memset(dx, 0, w->height * w->width * sizeof(T)); \
      for (size_t i = 0; i < w->outHeight; i++) { \
        Span r = rows_of(w, i); \
        for (size_t j = 0; j < w->outWidth; j++, dy++) { \
          Span c = columns_of(w, j); \
          if (r.end <= r.start || c.end <= c.start) continue; \
          T share = *dy / (T)divisor(w, r, c); \
          for (size_t h = r.start; h < r.end; h++) \
            for (size_t v = c.start; v < c.end; v++) dx[h * w->width + v] += share; \
        } \
      } \
    } \
  }
POOL(float, int32_t, f32)
POOL(double, int64_t, f64)
