// Measures the error and the speed of CDescentKernels/include/transcendental.h on x86-64:
// every float against the C library in double, and random doubles of four kinds against it in
// 80-bit long double.
//
//   K=Sources/CDescentKernels
//   clang -O2 -I$K/include -I$K Scripts/transcendental_sweep.c $K/transcendental*.c -lm -o sweep
//   ./sweep 1 120000000      (stride over the floats, number of doubles; 257 2000000 is quick)
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clones.h"
#include "transcendental.h"

enum { N = 4096 };

#define LOOP(NAME, T, SUFFIX)                                                     \
  CLONES static void NAME##_##SUFFIX(const T *x, T *y) {                           \
    for (int i = 0; i < N; i++) y[i] = dk_##NAME##_##SUFFIX(x[i]);                 \
  }
#define ARRAY(NAME, T, SUFFIX) \
  static void NAME##_##SUFFIX(const T *x, T *y) { dk_##NAME##_n_##SUFFIX(x, y, N); }
#define BOTH(KIND, NAME) KIND(NAME, float, f32) KIND(NAME, double, f64)
BOTH(LOOP, exp) BOTH(LOOP, expm1) BOTH(LOOP, log) BOTH(LOOP, log1p) BOTH(LOOP, tanh)
BOTH(LOOP, sigmoid) BOTH(LOOP, softplus) BOTH(ARRAY, sin) BOTH(ARRAY, cos)

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return fmax(x, 0) + log1p(exp(-fabs(x))); }
static long double sigmoidl(long double x) {
  return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x));
}
static long double softplusl(long double x) { return fmaxl(x, 0) + log1pl(expl(-fabsl(x))); }

static const struct {
  const char *name;
  void (*single)(const float *, float *);
  double (*reference)(double);
  void (*wide)(const double *, double *);
  long double (*referencel)(long double);
  double low, high;  // where the function is neither constant nor infinite
} functions[] = {
    {"exp", exp_f32, exp, exp_f64, expl, -746, 710},
    {"expm1", expm1_f32, expm1, expm1_f64, expm1l, -38, 710},
    {"log", log_f32, log, log_f64, logl, 0.5, 2},
    {"log1p", log1p_f32, log1p, log1p_f64, log1pl, -0.9999, 3},
    {"tanh", tanh_f32, tanh, tanh_f64, tanhl, -20, 20},
    {"sigmoid", sigmoid_f32, sigmoid, sigmoid_f64, sigmoidl, -746, 38},
    {"softplus", softplus_f32, softplus, softplus_f64, softplusl, -746, 38},
    {"sin", sin_f32, sin, sin_f64, sinl, -1000, 1000},
    {"cos", cos_f32, cos, cos_f64, cosl, -1000, 1000},
};

static uint64_t state = 88172645463325252;
static uint64_t next(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state * 0x2545f4914f6cdd1d;
}
static double unit(void) { return (double)(next() >> 11) * 0x1p-53; }

// Error in ulp of the expected value rounded to p bits, exponents from `least` on; infinite
// where one is NaN and the other is not, or zeros differ in sign.
static double error(double y, long double expected, double rounded, int p, int least) {
  if (isnan(rounded) || isnan(y)) return isnan(rounded) && isnan(y) ? 0 : INFINITY;
  if (y == rounded && (y == 0 || isinf(y))) return signbit(y) == signbit(rounded) ? 0 : INFINITY;
  if (isinf(rounded)) return fabs(y) >= ldexp(2 - ldexp(1, 1 - p), -least + 1) ? 1 : INFINITY;
  if (isinf(y)) return fabs(rounded) >= ldexp(2 - ldexp(1, 1 - p), -least + 1) ? 1 : INFINITY;
  int exponent = rounded == 0 ? least : ilogb(rounded);
  if (exponent < least) exponent = least;
  return (double)ldexpl(fabsl(y - expected), p - 1 - exponent);
}

CLONES static void pow_f32(const float *x, const float *e, float *y) {
  for (int i = 0; i < N; i++) y[i] = dk_pow_f32(x[i], e[i]);
}
CLONES static void pow_f64(const double *x, const double *e, double *y) {
  for (int i = 0; i < N; i++) y[i] = dk_pow_f64(x[i], e[i]);
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#define BEST(CALL)                              \
  ({                                            \
    double best = 1;                            \
    for (int round = 0; round < 500; round++) { \
      double begin = seconds();                 \
      CALL;                                     \
      begin = seconds() - begin;                \
      best = begin < best ? begin : best;       \
    }                                           \
    best * 1e9 / N;                             \
  })

// Any bits; any base with an exponent that fills the range; bases near 1; integer exponents.
static void sweepPowers(long total) {
  static float x[N], e[N], y[N];
  static double u[N], g[N], v[N];
  double worst = 0, wide = 0;
  for (long done = 0; done < total; done += N) {
    for (int i = 0; i < N; i++) {
      uint64_t bits = next();
      double base = dk_from_bits_f64(bits), exponent = dk_from_bits_f64(next());
      x[i] = dk_from_bits_f32((uint32_t)bits), e[i] = dk_from_bits_f32((uint32_t)(bits >> 32));
      switch (done / N % 4) {
        case 0: u[i] = base, g[i] = exponent; continue;
        case 1: base = fabs(base), x[i] = fabsf(x[i]); break;
        case 2: base = 0.5 + 1.5 * unit(), x[i] = (float)base; break;
        default:
          u[i] = 40 * unit() - 20, g[i] = (double)(bits % 61) - 30;
          x[i] = (float)u[i], e[i] = (float)g[i];
          continue;
      }
      double span = 2 * unit() - 1;
      u[i] = base, g[i] = 750 * span / fabs(log(base));
      e[i] = (float)(104 * span / fabs(log((double)x[i])));
    }
    pow_f32(x, e, y);
    pow_f64(u, g, v);
    for (int i = 0; i < N; i++) {
      long double expected = powl(x[i], e[i]);
      worst = fmax(worst, error(y[i], expected, (float)expected, 24, -126));
      expected = powl(u[i], g[i]);
      wide = fmax(wide, error(v[i], expected, (double)expected, 53, -1022));
    }
  }
  for (int i = 0; i < N; i++) u[i] = x[i] = (float)(i % 1000) / 125 + 0.01f, g[i] = e[i] = 1.7f;
  printf("pow      f32 %.4f ulp %.2f ns, ", worst, BEST(pow_f32(x, e, y)));
  printf("f64 %.4f ulp %.2f ns\n", wide, BEST(pow_f64(u, g, v)));
}

CLONES static void atan2_f32(const float *y, const float *x, float *angle) {
  for (int i = 0; i < N; i++) angle[i] = dk_atan2_f32(y[i], x[i]);
}
CLONES static void atan2_f64(const double *y, const double *x, double *angle) {
  for (int i = 0; i < N; i++) angle[i] = dk_atan2_f64(y[i], x[i]);
}

// Any bits; both coordinates in a square; ratios of every size; ratios near where the formula changes.
static void sweepAngles(long total) {
  static float x[N], y[N], angle[N];
  static double u[N], v[N], wide[N];
  const double edges[] = {0, 0.4375, 0.6875, 1};
  double worst = 0, worstWide = 0;
  for (long done = 0; done < total; done += N) {
    for (int i = 0; i < N; i++) {
      uint64_t bits = next();
      double sign = bits & 1 ? 1 : -1, other = bits & 2 ? 1 : -1;
      switch (done / N % 4) {
        case 0: u[i] = dk_from_bits_f64(bits), v[i] = dk_from_bits_f64(next()); break;
        case 1: u[i] = 2 * unit() - 1, v[i] = 2 * unit() - 1; break;
        case 2: u[i] = sign * unit(), v[i] = other * ldexp(unit(), (int)(bits >> 8 & 63) - 31); break;
        default:
          v[i] = other * (1 + unit());
          u[i] = sign * fabs(v[i]) * (edges[bits >> 8 & 3] + ldexp(2 * unit() - 1, -(int)(bits >> 16 & 31)));
          if (bits & 4) sign = u[i], u[i] = v[i], v[i] = sign;
      }
      y[i] = (float)u[i], x[i] = (float)v[i];
      if (done / N % 4 == 0) y[i] = dk_from_bits_f32((uint32_t)bits), x[i] = dk_from_bits_f32((uint32_t)(bits >> 32));
    }
    atan2_f32(y, x, angle);
    atan2_f64(u, v, wide);
    for (int i = 0; i < N; i++) {
      long double expected = atan2l(y[i], x[i]);
      worst = fmax(worst, error(angle[i], expected, (float)expected, 24, -126));
      expected = atan2l(u[i], v[i]);
      worstWide = fmax(worstWide, error(wide[i], expected, (double)expected, 53, -1022));
    }
  }
  printf("atan2    f32 %.4f ulp %.2f ns, ", worst, BEST(atan2_f32(y, x, angle)));
  printf("f64 %.4f ulp %.2f ns\n", worstWide, BEST(atan2_f64(u, v, wide)));
}

int main(int count, char **arguments) {
  uint64_t stride = count > 1 ? strtoull(arguments[1], 0, 10) : 257;
  long total = count > 2 ? atol(arguments[2]) : 2000000;
  static float x[N], y[N];
  static double u[N], v[N];
  for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
    double worst = 0, place = 0;
    for (uint64_t pattern = 0; pattern < 1ull << 32;) {
      for (int i = 0; i < N; i++, pattern += stride) x[i] = dk_from_bits_f32((uint32_t)pattern);
      functions[f].single(x, y);
      for (int i = 0; i < N; i++) {
        double expected = functions[f].reference((double)x[i]);
        double found = error(y[i], expected, (float)expected, 24, -126);
        if (found > worst) worst = found, place = x[i];
      }
    }
    for (int i = 0; i < N; i++) x[i] = (float)(i % 1000) / 125 + 0.01f;
    printf("%-8s f32 %.4f ulp at %-24a %.2f ns\n", functions[f].name, worst, place,
           BEST(functions[f].single(x, y)));

    worst = 0;
    for (long done = 0; done < total; done += N) {
      for (int i = 0; i < N; i++) {
        double low = functions[f].low, high = functions[f].high;
        uint64_t bits = next();
        switch (done / N % 4) {
          case 0: u[i] = dk_from_bits_f64(bits); break;
          case 1: u[i] = low + unit() * (high - low); break;
          case 2:
            bits = (bits & 0x800fffffffffffff) | (993 + next() % 42) << 52;
            u[i] = dk_from_bits_f64(bits);
            break;
          default: u[i] = (unit() * 2 - 1) * (bits & 1 ? 4 : 1);
        }
      }
      functions[f].wide(u, v);
      for (int i = 0; i < N; i++) {
        long double expected = functions[f].referencel(u[i]);
        double found = error(v[i], expected, (double)expected, 53, -1022);
        if (found > worst) worst = found, place = u[i];
      }
    }
    for (int i = 0; i < N; i++) u[i] = (double)(i % 1000) / 125 + 0.01;
    printf("%-8s f64 %.4f ulp at %-24a %.2f ns\n", functions[f].name, worst, place,
           BEST(functions[f].wide(u, v)));
    fflush(stdout);
  }
  sweepPowers(total);
  sweepAngles(total);
}
