// The engine, uniforms, masks, integers and permutations. Normals are in random_normal.c, the
// streams of 2017 in random_2017.c.
//
// A fused multiply-add is written __builtin_fma or __builtin_fmaf: one instruction in the clones
// that have it, and the C library's fma, which rounds once as well, where the processor has none.
// Nothing else may be fused, hence the pragma.
#pragma STDC FP_CONTRACT OFF
#include "clones.h"
#include "random.h"

#include <math.h>
#include <string.h>

#define WORDS DK_RANDOM_WORDS
#define SHIFT 397

// Words pass through a buffer on the stack: even, and a multiple of 16.
#define CHUNK 1024

// M. Matsumoto, T. Nishimura, "Mersenne twister", ACM TOMACS 8 (1998): MT19937, with the
// one-integer initialiser of 2002.
void dk_random_seed(dk_random *g, uint64_t seed) {
  memset(g, 0, sizeof *g);
  g->seed = seed;
  g->words[0] = (uint32_t)seed;
  for (uint32_t j = 1; j < WORDS; j++) {
    uint32_t previous = g->words[j - 1];
    g->words[j] = UINT32_C(1812433253) * (previous ^ (previous >> 30)) + j;
  }
  g->left = 1;
}

uint32_t *dk_random_state(dk_random *g) { return g->words; }

int dk_random_equal(const dk_random *a, const dk_random *b) {
  return a->seed == b->seed && a->next == b->next && a->left == b->left
      && a->waiting == b->waiting
      && (!a->waiting || memcmp(a->pending, b->pending, sizeof a->pending) == 0)
      && memcmp(a->words, b->words, sizeof a->words) == 0;
}

static inline uint32_t twist(uint32_t high, uint32_t low, uint32_t far) {
  uint32_t y = (high & UINT32_C(0x80000000)) | (low & UINT32_C(0x7FFFFFFF));
  return far ^ (y >> 1) ^ ((0 - (y & 1)) & UINT32_C(0x9908B0DF));
}

// Three ranges instead of indices modulo 624, so that each is a plain loop.
static inline void regenerate(dk_random *g) {
  uint32_t *s = g->words;
  for (int i = 0; i < WORDS - SHIFT; i++) s[i] = twist(s[i], s[i + 1], s[i + SHIFT]);
  for (int i = WORDS - SHIFT; i < WORDS - 1; i++)
    s[i] = twist(s[i], s[i + 1], s[i + SHIFT - WORDS]);
  s[WORDS - 1] = twist(s[WORDS - 1], s[0], s[SHIFT - 1]);
  g->next = 0;
  g->left = WORDS + 1;
}

static inline uint32_t temper(uint32_t y) {
  y ^= y >> 11;
  y ^= (y << 7) & UINT32_C(0x9D2C5680);
  y ^= (y << 15) & UINT32_C(0xEFC60000);
  return y ^ (y >> 18);
}

CLONES void dk_random_words(dk_random *g, uint32_t *restrict out, size_t n) {
  while (n > 0) {
    if (g->left == 1) regenerate(g);
    size_t unused = g->left - 1, count = n < unused ? n : unused;
    const uint32_t *restrict from = g->words + g->next;
    for (size_t i = 0; i < count; i++) out[i] = temper(from[i]);
    g->next += (uint32_t)count;
    g->left -= (uint32_t)count;
    out += count;
    n -= count;
  }
}

uint32_t dk_random_word(dk_random *g) {
  if (g->left == 1) regenerate(g);
  g->left -= 1;
  return temper(g->words[g->next++]);
}

// The first word is the high half.
uint64_t dk_random_word64(dk_random *g) {
  uint64_t high = dk_random_word(g);
  return high << 32 | dk_random_word(g);
}

// Both take the low bits: 24 of a word, 53 of two. The conversions and products are exact.
static inline float unit32(uint32_t word) { return (float)(int32_t)(word & 0xFFFFFF) * 0x1p-24f; }

static inline double unit64(uint32_t high, uint32_t low) {
  uint64_t word = (uint64_t)high << 32 | low;
  return (double)(int64_t)(word & ((UINT64_C(1) << 53) - 1)) * 0x1p-53;
}

double dk_random_unit(dk_random *g) {
  uint32_t high = dk_random_word(g);
  return unit64(high, dk_random_word(g));
}

// Runs BODY for i = 0 ... n-1 in order, with the value's word in w[j], or its two words in w[2j]
// and w[2j+1].
#define FOR_EACH(perValue, BODY)                                                 \
  uint32_t w[CHUNK];                                                             \
  for (size_t start = 0; start < n; start += CHUNK / perValue) {                 \
    size_t count = n - start < CHUNK / perValue ? n - start : CHUNK / perValue;  \
    dk_random_words(g, w, count * perValue);                                     \
    for (size_t j = 0; j < count; j++) {                                         \
      size_t i = start + j;                                                      \
      BODY                                                                       \
    }                                                                            \
  }
#define UNIT32 unit32(w[j])
#define UNIT64 unit64(w[2 * j], w[2 * j + 1])

CLONES void dk_random_unit_f32(dk_random *g, float *restrict out, size_t n) {
  FOR_EACH(1, out[i] = UNIT32;)
}

CLONES void dk_random_unit_f64(dk_random *g, double *restrict out, size_t n) {
  FOR_EACH(2, out[i] = UNIT64;)
}

// The product can round up to the open end; torch then gives the closed one.
CLONES void dk_random_uniform_f32(
    dk_random *g, float *restrict out, size_t n, float from, float to) {
  const float span = to - from;
  FOR_EACH(1, float v = __builtin_fmaf(UNIT32, span, from); out[i] = v == to ? from : v;)
}

CLONES void dk_random_uniform_f64(
    dk_random *g, double *restrict out, size_t n, double from, double to) {
  const double span = to - from;
  FOR_EACH(2, double v = __builtin_fma(UNIT64, span, from); out[i] = v == to ? from : v;)
}

void dk_random_exponential_f32(dk_random *g, float *restrict out, size_t n, double rate) {
  const double scale = -1 / rate;
  FOR_EACH(2, out[i] = (float)(scale * log1p(-UNIT64));)
}

void dk_random_exponential_f64(dk_random *g, double *restrict out, size_t n, double rate) {
  const double scale = -1 / rate;
  FOR_EACH(2, out[i] = scale * log1p(-UNIT64);)
}

void dk_random_geometric_f32(dk_random *g, float *restrict out, size_t n, double p) {
  const double never = log1p(-p);
  FOR_EACH(2, out[i] = (float)ceil(log(UNIT64) / never);)
}

void dk_random_geometric_f64(dk_random *g, double *restrict out, size_t n, double p) {
  const double never = log1p(-p);
  FOR_EACH(2, out[i] = ceil(log(UNIT64) / never);)
}

CLONES void dk_random_bernoulli_f32(
    dk_random *g, float *restrict out, size_t n, double p, float yes) {
  FOR_EACH(2, out[i] = UNIT64 < p ? yes : 0;)
}

CLONES void dk_random_bernoulli_f64(
    dk_random *g, double *restrict out, size_t n, double p, double yes) {
  FOR_EACH(2, out[i] = UNIT64 < p ? yes : 0;)
}

CLONES void dk_random_bernoulli_each_f32(dk_random *g, float *out, const float *p, size_t n) {
  FOR_EACH(1, out[i] = UNIT32 < p[i] ? 1 : 0;)
}

CLONES void dk_random_bernoulli_each_f64(dk_random *g, double *out, const double *p, size_t n) {
  FOR_EACH(2, out[i] = UNIT64 < p[i] ? 1 : 0;)
}

void dk_random_integers(
    dk_random *g, int64_t *restrict out, size_t n, int64_t low, uint64_t range, uint64_t limit) {
  if (range != 0 && range < limit) {
    FOR_EACH(1, out[i] = (int64_t)((uint64_t)low + w[j] % range);)
    return;
  }
  for (size_t i = 0; i < n; i++) {
    uint64_t word = dk_random_word64(g);
    out[i] = (int64_t)((uint64_t)low + (range == 0 ? word : word % range));
  }
}

// n - 1 words.
void dk_random_permutation(dk_random *g, ptrdiff_t *restrict out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = (ptrdiff_t)i;
  for (size_t i = 0; i + 1 < n; i++) {
    size_t k = i + dk_random_word(g) % (n - i);
    ptrdiff_t swapped = out[i];
    out[i] = out[k];
    out[k] = swapped;
  }
}

// 2n words.
void dk_random_permutation_inside_out(dk_random *g, ptrdiff_t *restrict out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    size_t k = dk_random_word64(g) % (i + 1);
    out[i] = (ptrdiff_t)i;
    out[i] = out[k];
    out[k] = (ptrdiff_t)i;
  }
}
