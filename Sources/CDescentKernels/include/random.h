// Random streams over plain memory: the Mersenne Twister, and what PyTorch draws from it on a CPU.
//
// Every function takes exactly the words that torch takes, in torch's order, so that the engine
// stands where torch's stands when the call is over. Swift checks arguments; these loops do not.
#ifndef DK_RANDOM_H
#define DK_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#define DK_RANDOM_WORDS 624

// MT19937 and the normal that waits in it. `left - 1` words of the state are unused, from `next`
// on; a new engine has left 1 and next 0, and regenerates the state before it gives its first word.
// `waiting` says that a normal waits: a standard one in pending[0] (torch), or the angle in turns
// and the radius of its pair (2017).
typedef struct {
  uint64_t seed;
  uint32_t words[DK_RANDOM_WORDS];
  uint32_t next;
  uint32_t left;
  uint32_t waiting;
  double pending[2];
} dk_random;

// The engine. Only the low 32 bits of the seed reach it.
void dk_random_seed(dk_random *g, uint64_t seed);
uint32_t *dk_random_state(dk_random *g);
int dk_random_equal(const dk_random *a, const dk_random *b);
void dk_random_words(dk_random *g, uint32_t *out, size_t n);
uint32_t dk_random_word(dk_random *g);
uint64_t dk_random_word64(dk_random *g);
double dk_random_unit(dk_random *g);

// Uniform: [0, 1), and [from, to) by one fused multiply-add.
void dk_random_unit_f32(dk_random *g, float *out, size_t n);
void dk_random_unit_f64(dk_random *g, double *out, size_t n);
void dk_random_uniform_f32(dk_random *g, float *out, size_t n, float from, float to);
void dk_random_uniform_f64(dk_random *g, double *out, size_t n, double from, double to);

// Normal: by blocks of 16 (n >= 16), and by pairs (any n).
void dk_random_normal_f32(dk_random *g, float *out, size_t n, float mean, float deviation);
void dk_random_normal_f64(dk_random *g, double *out, size_t n, double mean, double deviation);
void dk_random_normal_pairs_f32(
    dk_random *g, float *out, size_t n, double mean, double deviation);
void dk_random_normal_pairs_f64(
    dk_random *g, double *out, size_t n, double mean, double deviation);
void dk_random_log_normal_f32(dk_random *g, float *out, size_t n, double mean, double deviation);
void dk_random_log_normal_f64(dk_random *g, double *out, size_t n, double mean, double deviation);

// Waiting times.
void dk_random_exponential_f32(dk_random *g, float *out, size_t n, double rate);
void dk_random_exponential_f64(dk_random *g, double *out, size_t n, double rate);
void dk_random_geometric_f32(dk_random *g, float *out, size_t n, double p);
void dk_random_geometric_f64(dk_random *g, double *out, size_t n, double p);

// `yes` with the given probability, else 0: one number for all (two words a value), or one for each
// (one word a value in float32, two in float64).
void dk_random_bernoulli_f32(dk_random *g, float *out, size_t n, double p, float yes);
void dk_random_bernoulli_f64(dk_random *g, double *out, size_t n, double p, double yes);
void dk_random_bernoulli_each_f32(dk_random *g, float *out, const float *p, size_t n);
void dk_random_bernoulli_each_f64(dk_random *g, double *out, const double *p, size_t n);

// low + (word % range), with 64-bit words when range >= limit. Range 0 stands for 2^64.
void dk_random_integers(
    dk_random *g, int64_t *out, size_t n, int64_t low, uint64_t range, uint64_t limit);

// 0, 1, ... n-1 shuffled: by swaps and 32-bit words, or inside out and with 64-bit words.
void dk_random_permutation(dk_random *g, ptrdiff_t *out, size_t n);
void dk_random_permutation_inside_out(dk_random *g, ptrdiff_t *out, size_t n);

// The streams of 2017: one 32-bit word a uniform, whatever the type.
double dk_random_2017_unit(dk_random *g);
void dk_random_2017_uniform_f32(dk_random *g, float *out, size_t n, double from, double to);
void dk_random_2017_uniform_f64(dk_random *g, double *out, size_t n, double from, double to);
void dk_random_2017_normal_f32(dk_random *g, float *out, size_t n, double mean, double deviation);
void dk_random_2017_normal_f64(dk_random *g, double *out, size_t n, double mean, double deviation);
void dk_random_2017_bernoulli_f32(dk_random *g, float *out, size_t n, double p, float yes);
void dk_random_2017_bernoulli_f64(dk_random *g, double *out, size_t n, double p, double yes);
void dk_random_2017_bernoulli_each_f32(dk_random *g, float *out, const float *p, size_t n);
void dk_random_2017_bernoulli_each_f64(dk_random *g, double *out, const double *p, size_t n);

#endif
