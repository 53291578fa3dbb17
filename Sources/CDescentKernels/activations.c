#pragma STDC FP_CONTRACT OFF
#include "activations.h"

#include "clones.h"
#include "transcendental.h"

// `u` is the argument, `g` the cotangent; P and Q are the constants in the element type. The
// operations stand in torch's order.
#define ACTIVATION(name, T, suffix, value, pullback) \
  CLONES void dk_activate_##name##_##suffix(const void *px, void *py, size_t n, double p, double q) { \
    const T *x = px; \
    T *y = py; \
    const T P = (T)p, Q = (T)q; \
    (void)P, (void)Q; \
    EACH_ALONE for (size_t i = 0; i < n; i++) { \
      T u = x[i]; \
      y[i] = (value); \
    } \
  } \
  CLONES void dk_activate_##name##Pullback_##suffix(const void *pg, const void *px, void *py, size_t n, double p, double q) { \
    const T *cotangent = pg, *x = px; \
    T *y = py; \
    const T P = (T)p, Q = (T)q; \
    (void)P, (void)Q; \
    EACH_ALONE for (size_t i = 0; i < n; i++) { \
      T u = x[i], g = cotangent[i]; \
      y[i] = (pullback); \
    } \
  }

#define TWO_OVER_SQRT_PI 1.12837916709551257390
#define SQRT_HALF 0.70710678118654752440
#define SQRT_TWO_OVER_PI 0.79788456080286535588
#define KAPPA 0.044715

#define FUNCTIONS(T, suffix) \
  DK_INLINE T normal_cdf_##suffix(T u) { \
    DK_TWO_ROUNDINGS \
    return (T)0.5 * (1 + dk_erf_##suffix(u * (T)SQRT_HALF)); \
  } \
  DK_INLINE T normal_pdf_##suffix(T u) { \
    DK_TWO_ROUNDINGS \
    return dk_exp_##suffix((T)-0.5 * u * u) * (T)(TWO_OVER_SQRT_PI * SQRT_HALF * 0.5); \
  } \
  DK_INLINE T gelu_tanh_##suffix(T u) { \
    DK_TWO_ROUNDINGS \
    return dk_tanh_##suffix((T)SQRT_TWO_OVER_PI * (u + (T)KAPPA * (u * u * u))); \
  } \
  DK_INLINE T gelu_tanh_slope_##suffix(T u) { \
    DK_TWO_ROUNDINGS \
    T t = gelu_tanh_##suffix(u); \
    T inner = (T)SQRT_TWO_OVER_PI * (1 + 3 * (T)KAPPA * (u * u)); \
    return (T)0.5 * (1 + t) + (T)0.5 * u * (1 - t * t) * inner; \
  } \
  DK_INLINE T silu_slope_##suffix(T u) { \
    DK_TWO_ROUNDINGS \
    T s = dk_sigmoid_##suffix(u); \
    return s * (1 + u * (1 - s)); \
  } \
  ACTIVATION(erf, T, suffix, dk_erf_##suffix(u), \
             g * ((T)TWO_OVER_SQRT_PI * dk_exp_##suffix(-(u * u)))) \
  ACTIVATION(gelu, T, suffix, u * normal_cdf_##suffix(u), \
             g * (normal_cdf_##suffix(u) + u * normal_pdf_##suffix(u))) \
  ACTIVATION(geluTanh, T, suffix, (T)0.5 * u * (1 + gelu_tanh_##suffix(u)), \
             g * gelu_tanh_slope_##suffix(u)) \
  ACTIVATION(silu, T, suffix, u * dk_sigmoid_##suffix(u), g * silu_slope_##suffix(u)) \
  ACTIVATION(elu, T, suffix, u > 0 ? u : P * dk_expm1_##suffix(u), \
             u > 0 ? g : g * (P * dk_exp_##suffix(u))) \
  ACTIVATION(leakyRelu, T, suffix, u > 0 ? u : P * u, u > 0 ? g : g * P) \
  ACTIVATION(scaledSoftplus, T, suffix, P * u > Q ? u : dk_softplus_##suffix(P * u) / P, \
             P * u > Q ? g : g * dk_sigmoid_##suffix(P * u))
FUNCTIONS(float, f32)
FUNCTIONS(double, f64)
