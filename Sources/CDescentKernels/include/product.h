// Matrix products: c = a b, with a bias and an activation folded into the last pass over c.
//
// These may use fused multiply-adds. An element of c is summed in an order that depends on the sizes
// and on the processor alone: the same bits whatever the number of threads. Bias and activation are
// applied to the rounded sum, so that they give the bits of separate operations.
#ifndef DK_PRODUCT_H
#define DK_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

/// What becomes of a sum: + bias, then the activation.
enum { DK_NO_BIAS = 0, DK_BIAS_OF_COLUMN = 1, DK_BIAS_OF_ROW = 2 };
enum { DK_IDENTITY = 0, DK_RELU = 1 };
typedef struct {
  /// One number for each column or each row of c, of c's element type.
  const void *bias;
  int bias_of;
  int activation;
} dk_epilogue;

/// Runs `body(work, piece)` for every piece from 0 to `pieces`, on as many threads as it likes, and
/// returns when all are done.
typedef void (*dk_piece)(void *work, size_t piece);
typedef void (*dk_split)(size_t pieces, dk_piece body, void *work);

/// Who computes large products: the kernels of this library, or a library that the machine has
/// (OpenBLAS; Accelerate on Apple's systems). By default the latter, if there is one and the
/// environment does not say `DESCENT_BLAS=embedded`.
enum { DK_BACKEND_BEST = 0, DK_BACKEND_EMBEDDED = 1, DK_BACKEND_LIBRARY = 2 };
int dk_product_backend(void);
/// "embedded", "OpenBLAS 0.3.21 (SkylakeX)", "Accelerate".
const char *dk_product_backend_name(void);
/// Whether there is a library.
int dk_product_has_library(void);
/// Chooses for the whole process; 0 if the library is not there.
int dk_product_choose_backend(int backend);

/// c[i, j] = sum over p of a[i, p] b[p, j], where element (i, p) of a stands at a[i * ai + p * ap] and
/// element (p, j) of b at b[p * bp + j * bj]; c is dense, with n columns.
typedef struct {
  /// `DK_F32` or `DK_F64`.
  int type;
  /// A vector form (`DK_FORM_...`), or 0 for the widest; it decides the bits where the processor has no
  /// fused multiply-add in one of them.
  int form;
  /// A backend, or 0 for the process's choice; with a vector form, always the embedded one.
  int backend;
  const void *a;
  ptrdiff_t ai, ap;
  const void *b;
  ptrdiff_t bp, bj;
  void *c;
  size_t m, k, n;
  dk_epilogue epilogue;
} dk_product;

/// Computes the product; `split` shares it among threads, or null for this one alone. Packed pieces
/// of a and b are kept in memory that belongs to the calling thread and is used again.
void dk_product_run(const dk_product *product, dk_split split);

/// Memory of at least `bytes` bytes, aligned to 64, that belongs to this thread until it asks again or
/// ends: the same at each call, so that a repeated computation allocates nothing.
void *dk_scratch(size_t bytes);

#endif
