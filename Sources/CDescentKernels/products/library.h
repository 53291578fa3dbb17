// A library of matrix products, if the machine has one.
#ifndef DK_PRODUCT_LIBRARY_H
#define DK_PRODUCT_LIBRARY_H

#include "../include/product.h"

// C = alpha A B + beta C as the reference library of C calls it: order 101 is by rows, 111 is as it
// stands, 112 transposed.
typedef void (*dk_sgemm)(int order, int a, int b, int m, int n, int k, float alpha, const float *pa, int lda, const float *pb, int ldb, float beta, float *c, int ldc);
typedef void (*dk_dgemm)(int order, int a, int b, int m, int n, int k, double alpha, const double *pa, int lda, const double *pb, int ldb, double beta, double *c, int ldc);

typedef struct {
  dk_sgemm f32;
  dk_dgemm f64;
  /// Its name, and its version if it says so.
  char name[64];
} dk_product_library;

/// The library, or null; looked for once.
const dk_product_library *dk_library(void);

#endif
