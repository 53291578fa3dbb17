#pragma STDC FP_CONTRACT OFF
#include "measure.h"

#define MEASURE_PIECE(T, x) \
  INLINE void body_measure_##x(dk_second_moment c, const void *old_, const void *p_, const void *g_, const void *v_, size_t n, dk_statistics *out) { \
    const T *old = old_, *p = p_, *g = g_, *v = v_; \
    const T root = (T)c.root; \
    T moved[BLOCK], s[BLOCK]; \
    for (size_t from = 0; from < n; from += DK_MEASURED, out++) { \
      const size_t to = n - from < DK_MEASURED ? n : from + DK_MEASURED; \
      measured_##x sums; \
      measure_begin_##x(&sums, (T)c.epsilon, c.whole, out); \
      size_t start = from; \
      for (; start + BLOCK <= to; start += BLOCK) { \
        VECTORIZE for (size_t k = 0; k < BLOCK; k++) moved[k] = p[start + k] - old[start + k]; \
        if (v) \
          VECTORIZE for (size_t k = 0; k < BLOCK; k++) \
            s[k] = __builtin_elementwise_sqrt(v[start + k]) / root; \
        measure_block_##x( \
            &sums, moved, p + start, g + start, v ? s : NULL, (start - from) / BLOCK, out); \
      } \
      for (size_t k = 0; start + k < to; k++) { \
        moved[k] = p[start + k] - old[start + k]; \
        if (v) s[k] = __builtin_elementwise_sqrt(v[start + k]) / root; \
      } \
      measure_rest_##x(&sums, moved, p + start, g + start, v ? s : NULL, to - start, out); \
      measure_end_##x(&sums, to - from, out); \
    } \
  } \
  FORMS(measure_##x, (dk_second_moment c, const void *old, const void *p, const void *g, const void *v, size_t n, dk_statistics *out), (c, old, p, g, v, n, out), (c, old, p, g, v, n, out))
MEASURE_PIECE(float, f32)
MEASURE_PIECE(double, f64)

void dk_sum_statistics(const dk_statistics *pieces, size_t n, dk_statistics_sum *sum) {
  memset(sum, 0, sizeof *sum);
  sum->least = __builtin_inf();
  for (size_t i = 0; i < n; i++) {
    const dk_statistics *piece = pieces + i;
    sum->update += piece->update;
    sum->weights += piece->weights;
    sum->gradient += piece->gradient;
    sum->hasEpsilon |= piece->hasEpsilon;
    if (piece->looked == 0) continue;
    sum->ratio += piece->ratio;
    // What is not a number comes through, and stays.
    if (!(piece->least >= sum->least) && sum->least == sum->least) sum->least = piece->least;
    if (!(piece->greatest <= sum->greatest) && sum->greatest == sum->greatest)
      sum->greatest = piece->greatest;
    sum->looked += piece->looked;
    sum->below += piece->below;
    for (int k = 0; k < DK_BUCKETS; k++) sum->histogram[k] += piece->histogram[k];
  }
  if (sum->looked == 0) sum->least = 0;
}
