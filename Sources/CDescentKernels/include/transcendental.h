#ifndef DK_TRANSCENDENTAL_H
#define DK_TRANSCENDENTAL_H
#include <stddef.h>
#include <math.h>
#define S(name) static inline float dk_##name##_f32(float x) { return name##f(x);} static inline double dk_##name##_f64(double x) {return name(x);}
S(exp) S(expm1) S(log) S(log1p) S(tanh)
static inline float dk_sigmoid_f32(float x){return 1/(1+expf(-x));}
static inline double dk_sigmoid_f64(double x){return 1/(1+exp(-x));}
static inline float dk_softplus_f32(float x){return (x>0?x:0)+log1pf(expf(-fabsf(x)));}
static inline double dk_softplus_f64(double x){return (x>0?x:0)+log1p(exp(-fabs(x)));}
static inline float dk_pow_f32(float x,float y){return powf(x,y);}
static inline double dk_pow_f64(double x,double y){return pow(x,y);}
static inline void dk_sin_n_f32(const float*x,float*y,size_t n){for(size_t i=0;i<n;i++)y[i]=sinf(x[i]);}
static inline void dk_cos_n_f32(const float*x,float*y,size_t n){for(size_t i=0;i<n;i++)y[i]=cosf(x[i]);}
static inline void dk_sin_n_f64(const double*x,double*y,size_t n){for(size_t i=0;i<n;i++)y[i]=sin(x[i]);}
static inline void dk_cos_n_f64(const double*x,double*y,size_t n){for(size_t i=0;i<n;i++)y[i]=cos(x[i]);}
#endif
