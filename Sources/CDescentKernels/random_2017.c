// The streams of torch 0.2 and 0.3, on the same engine: one 32-bit word a uniform, whatever the
// type, and pairs of normals, whatever the size. All arithmetic is binary64 and unfused.
#pragma STDC FP_CONTRACT OFF
#include "clones.h"
#include "random.h"

#include <math.h>

#define TWO_PI 6.283185307179586476925286766559

double dk_random_2017_unit(dk_random *g) { return dk_random_word(g) * 0x1p-32; }

// The angle, in turns, is drawn before the radius; both wait for the second normal of the pair.
static double normal(dk_random *g, double mean, double deviation) {
  if (g->waiting) {
    g->waiting = 0;
    return g->pending[1] * sin(TWO_PI * g->pending[0]) * deviation + mean;
  }
  g->pending[0] = dk_random_2017_unit(g);
  g->pending[1] = __builtin_elementwise_sqrt(-2.0 * log(1.0 - dk_random_2017_unit(g)));
  g->waiting = 1;
  return g->pending[1] * cos(TWO_PI * g->pending[0]) * deviation + mean;
}

// At most p, not below it.
#define STREAMS(T, suffix)                                                                  \
  void dk_random_2017_uniform_##suffix(                                                     \
      dk_random *g, T *out, size_t n, double from, double to) {                             \
    for (size_t i = 0; i < n; i++) out[i] = (T)(dk_random_2017_unit(g) * (to - from) + from); \
  }                                                                                         \
  void dk_random_2017_normal_##suffix(                                                      \
      dk_random *g, T *out, size_t n, double mean, double deviation) {                      \
    for (size_t i = 0; i < n; i++) out[i] = (T)normal(g, mean, deviation);                  \
  }                                                                                         \
  void dk_random_2017_bernoulli_##suffix(dk_random *g, T *out, size_t n, double p, T yes) { \
    for (size_t i = 0; i < n; i++) out[i] = dk_random_2017_unit(g) <= p ? yes : 0;          \
  }                                                                                         \
  void dk_random_2017_bernoulli_each_##suffix(                                              \
      dk_random *g, T *out, const T *p, size_t n) {                                         \
    for (size_t i = 0; i < n; i++) out[i] = dk_random_2017_unit(g) <= p[i] ? 1 : 0;         \
  }
STREAMS(float, f32)
STREAMS(double, f64)
