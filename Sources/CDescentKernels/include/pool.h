// Pooling: the greatest or the mean of windows of images, and the way back.
#ifndef DK_POOL_H
#define DK_POOL_H

#include <stddef.h>
#include <stdint.h>

/// Windows over images [height, width]. Window (i, j) starts at row i strideHeight - top and has
/// kernelHeight rows, dilationHeight apart; an adaptive one reaches from row i height / outHeight,
/// rounded down, to (i + 1) height / outHeight, rounded up; columns likewise.
typedef struct {
  size_t height, width, outHeight, outWidth;
  size_t kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth;
  size_t top, left;
  int isAdaptive;
  /// What a mean divides by: this if it is not 0; else the window's places inside the image; or those
  /// inside the image with its padding, if these count.
  size_t divisor;
  int countsPadding;
} dk_pool;

/// The greatest of each window and where in its image it stands: the first, or the last that is not a
/// number.
void dk_maxPool_f32(const dk_pool *w, const void *x, void *y, int32_t *positions, size_t images);
void dk_maxPool_f64(const dk_pool *w, const void *x, void *y, int32_t *positions, size_t images);

/// y[i] = x[positions[i]] in every image of `from` elements, `count` of them; and the transpose,
/// which adds up.
void dk_pickPositions_f32(const void *x, const int32_t *positions, void *y, size_t images, size_t from, size_t count);
void dk_pickPositions_f64(const void *x, const int32_t *positions, void *y, size_t images, size_t from, size_t count);
void dk_addAtPositions_f32(const void *y, const int32_t *positions, void *x, size_t images, size_t from, size_t count);
void dk_addAtPositions_f64(const void *y, const int32_t *positions, void *x, size_t images, size_t from, size_t count);

/// The mean of each window; and the transpose, which spreads and adds up.
void dk_averagePool_f32(const dk_pool *w, const void *x, void *y, size_t images);
void dk_averagePool_f64(const dk_pool *w, const void *x, void *y, size_t images);
void dk_averagePoolPullback_f32(const dk_pool *w, const void *dy, void *dx, size_t images);
void dk_averagePoolPullback_f64(const dk_pool *w, const void *dy, void *dx, size_t images);

#endif
