// Normals by Box and Muller, in torch's two unrelated forms: blocks of 16 and pairs.
//
// G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", Annals of
// Mathematical Statistics 29 (1958).
#pragma STDC FP_CONTRACT OFF
#include "clones.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define BLOCK 16
#define HALF 8
#define CHUNK 1024

#define TWO_PI 6.283185307179586476925286766559

static inline uint32_t bitsOf(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float floatOf(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// The polynomials are those of Cephes' logf, sinf and cosf (S. L. Moshier, public domain), with the
// multiplications and additions fused just where torch's compiled code fuses them. Every rounding
// below is part of the stream: 2^24 x 2 inputs give torch's bits, and nothing simpler does.

// log(u) for u in [2^-24, 1].
static inline float blockLog(float u) {
  uint32_t bits = bitsOf(u);
  float e = (float)((int32_t)(bits >> 23) - 126);
  float m = floatOf((bits & 0x007FFFFF) | 0x3F000000);
  int small = m < 0x1.6a09e6p-1f;  // sqrt(1/2)
  e = small ? e - 1.0f : e;
  m = small ? (m - 1.0f) + m : m - 1.0f;
  float z = m * m;
  float y = floatOf(0x3D9021BB);
  y = __builtin_fmaf(y, m, floatOf(0xBDEBD1B8));
  y = __builtin_fmaf(y, m, floatOf(0x3DEF251A));
  y = __builtin_fmaf(y, m, floatOf(0xBDFE5D4F));
  y = __builtin_fmaf(y, m, floatOf(0x3E11E9BF));
  y = __builtin_fmaf(y, m, floatOf(0xBE2AAE50));
  y = __builtin_fmaf(y, m, floatOf(0x3E4CCEAC));
  y = __builtin_fmaf(y, m, floatOf(0xBE7FFFFC));
  y = __builtin_fmaf(y, m, floatOf(0x3EAAAAAA));
  y = y * m;
  y = __builtin_fmaf(y, z, e * floatOf(0xB95E8083));
  y = __builtin_fmaf(-0.5f, z, y);
  return __builtin_fmaf(e, 0.693359375f, m + y);
}

// sin(t) and cos(t) for t in [0, 2 pi].
static inline void blockSinCos(float t, float *sine, float *cosine) {
  int32_t j = ((int32_t)(t * floatOf(0x3FA2F983)) + 1) & ~1;
  float y = (float)j;
  float x = __builtin_fmaf(y, -0.78515625f, t);
  x = __builtin_fmaf(y, floatOf(0xB97DA000), x);
  x = __builtin_fmaf(y, floatOf(0xB3222169), x);
  float z = x * x;
  float c = __builtin_fmaf(floatOf(0x37CCF5CE), z, floatOf(0xBAB6061A));
  c = __builtin_fmaf(c, z, floatOf(0x3D2AAAA5));
  c = c * z;
  c = __builtin_fmaf(c, z, -(0.5f * z));
  c = c + 1.0f;
  float s = __builtin_fmaf(floatOf(0xB94CA1F9), z, floatOf(0x3C08839E));
  s = __builtin_fmaf(s, z, floatOf(0xBE2AAAA3));
  s = s * z;
  s = __builtin_fmaf(s, x, x);
  float swappedS = j & 2 ? c : s;
  float swappedC = j & 2 ? s : c;
  *sine = j & 4 ? -swappedS : swappedS;
  *cosine = (j - 2) & 4 ? swappedC : -swappedC;
}

// The first eight values are radii, the last eight angles in turns.
static inline void transform_f32(float *x, float mean, float deviation) {
  for (int j = 0; j < HALF; j++) {
    float radius = __builtin_elementwise_sqrt(-2.0f * blockLog(1.0f - x[j]));
    float sine, cosine;
    blockSinCos(floatOf(0x40C90FDB) * x[j + HALF], &sine, &cosine);
    x[j] = __builtin_fmaf(radius * cosine, deviation, mean);
    x[j + HALF] = __builtin_fmaf(radius * sine, deviation, mean);
  }
}

static inline void transform_f64(double *x, double mean, double deviation) {
  for (int j = 0; j < HALF; j++) {
    double radius = __builtin_elementwise_sqrt(-2.0 * log(1.0 - x[j]));
    double turn = TWO_PI * x[j + HALF];
    x[j] = __builtin_fma(radius * cos(turn), deviation, mean);
    x[j + HALF] = __builtin_fma(radius * sin(turn), deviation, mean);
  }
}

// Uniforms are drawn in order and transformed while they are in the cache. If n is no multiple of
// 16, the uniforms of the rest are drawn all the same, and then the last 16 values anew.
#define NORMAL(T, suffix)                                                            \
  CLONES void dk_random_normal_##suffix(                                             \
      dk_random *g, T *restrict out, size_t n, T mean, T deviation) {                \
    for (size_t start = 0; start < n; start += CHUNK) {                              \
      size_t count = n - start < CHUNK ? n - start : CHUNK;                          \
      dk_random_unit_##suffix(g, out + start, count);                                \
      for (size_t o = 0; o + BLOCK <= count; o += BLOCK)                             \
        transform_##suffix(out + start + o, mean, deviation);                        \
    }                                                                                \
    if (n % BLOCK != 0) {                                                            \
      dk_random_unit_##suffix(g, out + n - BLOCK, BLOCK);                            \
      transform_##suffix(out + n - BLOCK, mean, deviation);                          \
    }                                                                                \
  }
NORMAL(float, f32)
NORMAL(double, f64)

// One standard normal in binary64; its sister waits in the engine for whoever asks next.
static double standardNormal(dk_random *g) {
  if (g->waiting) {
    g->waiting = 0;
    return g->pending[0];
  }
  double u1 = dk_random_unit(g), u2 = dk_random_unit(g);
  double radius = __builtin_elementwise_sqrt(-2.0 * log1p(-u2));
  double turn = TWO_PI * u1;
  g->pending[0] = radius * sin(turn);
  g->waiting = 1;
  return radius * cos(turn);
}

#define PAIRS(T, suffix)                                                             \
  void dk_random_normal_pairs_##suffix(                                              \
      dk_random *g, T *out, size_t n, double mean, double deviation) {               \
    for (size_t i = 0; i < n; i++)                                                   \
      out[i] = (T)__builtin_fma(standardNormal(g), deviation, mean);                 \
  }                                                                                  \
  void dk_random_log_normal_##suffix(                                                \
      dk_random *g, T *out, size_t n, double mean, double deviation) {               \
    for (size_t i = 0; i < n; i++)                                                   \
      out[i] = (T)exp(__builtin_fma(standardNormal(g), deviation, mean));            \
  }
PAIRS(float, f32)
PAIRS(double, f64)
