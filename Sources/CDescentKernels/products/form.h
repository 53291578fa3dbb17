// The parts that matrix products and convolutions are put together from, in each vector form.
//
// c is computed in tiles that stay in registers while the loop over p runs. What a tile reads is
// packed first, so that it is read in order:
//
//   a, in strips of up to `rows` rows:        strip after strip, within one [p][row]
//   b, in strips of `columns` columns:        strip after strip, within one [p][column]
//
// Rows are dealt out evenly among the strips (17 rows are 9 and 8, not 14 and 3). The last strip of
// columns is padded up to a multiple of `lanes` with values that nobody reads the products of.
#ifndef DK_PRODUCT_FORM_H
#define DK_PRODUCT_FORM_H

#include "../include/product.h"

/// How an operand stands: packed; numbers of one p side by side (a and b); or rows that are dense in p
/// (a alone). `step` numbers lead from one p, or from one row, to the next.
enum { DK_PACKED = 0, DK_SIDE_BY_SIDE = 1, DK_DENSE = 2 };
typedef struct {
  const void *at;
  int layout;
  size_t step;
} dk_operand;

typedef struct {
  /// The most rows of a strip of a, the most columns of a strip of b, and the numbers of one vector.
  size_t rows, columns, lanes;

  /// Packs `rows` rows of a, of `depth` numbers each; takes rows * depth numbers. Element (i, p)
  /// stands at x[i * xi + p * xp].
  void (*pack_a)(const void *x, ptrdiff_t xi, ptrdiff_t xp, size_t rows, size_t depth, void *to);

  /// Packs `columns` columns of b; takes dk_padded(form, columns) * depth numbers. Element (p, j)
  /// stands at x[p * xp + j * xj].
  void (*pack_b)(const void *x, ptrdiff_t xp, ptrdiff_t xj, size_t depth, size_t columns, void *to);

  /// c = a b, or c += a b, over packed a and b; rows of c are `stride` numbers apart. The epilogue,
  /// if there is one, is applied to what is stored; its bias starts at this block's first column or
  /// row.
  void (*multiply)(const void *a, size_t rows, const void *b, size_t columns, size_t depth, void *c, size_t stride, int accumulate, const dk_epilogue *last);

  /// The same over operands that may stand where they are. Columns of a b that is not packed are a
  /// multiple of `lanes`.
  void (*multiply_with)(dk_operand a, size_t rows, dk_operand b, size_t columns, size_t depth, void *c, size_t stride, int accumulate, const dk_epilogue *last);

  /// A whole product of few numbers, with k at most DK_DEPTH, where one of ai and ap is 1: packs as
  /// little as it can, into memory for `columns` * k numbers.
  void (*small)(const dk_product *product, void *memory, const dk_epilogue *last);

  /// Applies an epilogue to a block of c.
  void (*settle)(void *c, size_t rows, size_t columns, size_t stride, const dk_epilogue *last);

  /// y[i] = sum over p of x[i * xi + p] v[p] for `rows` rows: an inner product for each.
  void (*inner)(const void *x, ptrdiff_t xi, const void *v, size_t rows, size_t k, void *y, const dk_epilogue *last);

  /// y[j] = sum over p of v[p] x[p * xp + j] for `columns` columns: a sum of rows.
  void (*combine)(const void *x, ptrdiff_t xp, const void *v, size_t columns, size_t k, void *y, const dk_epilogue *last);
} dk_product_form;

/// The parts for an element type (`DK_F32`, `DK_F64`) and a vector form (0: the widest there is).
const dk_product_form *dk_product_form_of(int type, int form);

/// How many columns a strip of b takes when it is packed.
static inline size_t dk_padded(const dk_product_form *form, size_t columns) {
  return (columns + form->lanes - 1) / form->lanes * form->lanes;
}

/// Sums are cut into blocks of this length at most, all but the last equally long: it decides the
/// bits of a sum, and depends on its length alone.
enum { DK_DEPTH = 256 };
static inline size_t dk_depth(size_t k) {
  size_t blocks = (k + DK_DEPTH - 1) / DK_DEPTH;
  return blocks < 2 ? k : (k + blocks - 1) / blocks;
}

extern const dk_product_form dk_product_f32_generic, dk_product_f64_generic;
#if defined(__x86_64__)
extern const dk_product_form dk_product_f32_avx2, dk_product_f64_avx2;
extern const dk_product_form dk_product_f32_avx512, dk_product_f64_avx512;
#endif

#endif
