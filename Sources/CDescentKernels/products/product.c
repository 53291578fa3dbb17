#pragma STDC FP_CONTRACT OFF
#include "../include/product.h"

#include "../include/elementwise.h"
#include "form.h"
#include "library.h"

// A panel of at most PANEL_ROWS x DEPTH of a and DEPTH x PANEL_COLUMNS of b is packed and multiplied
// at a time; its blocks of rows and columns are what threads claim. A block of a stays in the
// second-level cache while the strips of b, of which one at a time stays in the first, go past it.
enum { PANEL_ROWS = 2048, PANEL_COLUMNS = 2048, BLOCK_BYTES = 1 << 18 };
// Below this many multiplications a second thread does not pay for its waking.
enum { WORTH_SPLITTING = 1 << 20 };
// A library is asked from so many on: these kernels are as fast with AVX2 and AVX-512 up to there, and
// faster where a bias and an activation are folded in. It is given at most so many in one call, and
// makes some calls at least, if c has the size.
enum { WORTH_CALLING = 1 << 28, WORTH_CALLING_FROM_GENERIC = 1 << 20, LIBRARY_BLOCK = 1 << 28, LIBRARY_CALLS = 4 };

typedef struct {
  const dk_product *product;
  const dk_product_form *form;
  size_t size;
  // The panel: rows i.. of a, columns j.. of b, p.. of the sum.
  size_t i, rows, j, columns, p, depth;
  // Its blocks.
  size_t block_rows, row_blocks, block_columns, column_blocks;
  int packs_a, packs_b;
  char *packed_a, *packed_b;
} Panel;

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

// The length of the equal parts, multiples of `unit`, of which `most` is the longest.
static size_t equal_parts(size_t length, size_t most, size_t unit) {
  size_t parts = (length + most - 1) / most;
  size_t part = (length + parts - 1) / parts;
  return (part + unit - 1) / unit * unit;
}

static const char *at(const void *base, ptrdiff_t offset, size_t size) {
  return (const char *)base + offset * (ptrdiff_t)size;
}

// The numbers of a from row i of the panel on, and of b from column j on, where they stand.
static const char *rows_of(const Panel *panel, size_t i) {
  const dk_product *x = panel->product;
  return at(x->a, (ptrdiff_t)(panel->i + i) * x->ai + (ptrdiff_t)panel->p * x->ap, panel->size);
}
static const char *columns_of(const Panel *panel, size_t j) {
  const dk_product *x = panel->product;
  return at(x->b, (ptrdiff_t)panel->p * x->bp + (ptrdiff_t)(panel->j + j) * x->bj, panel->size);
}

static void pack_rows(const Panel *panel, size_t block) {
  size_t i = block * panel->block_rows;
  panel->form->pack_a(
      rows_of(panel, i), panel->product->ai, panel->product->ap, least(panel->block_rows, panel->rows - i),
      panel->depth, panel->packed_a + i * panel->depth * panel->size);
}

static void pack_columns(const Panel *panel, size_t block) {
  size_t j = block * panel->block_columns;
  panel->form->pack_b(
      columns_of(panel, j), panel->product->bp, panel->product->bj, panel->depth,
      least(panel->block_columns, panel->columns - j), panel->packed_b + j * panel->depth * panel->size);
}

static void pack(void *work, size_t piece) {
  const Panel *panel = work;
  size_t first = panel->packs_a ? panel->row_blocks : 0;
  if (piece < first) pack_rows(panel, piece);
  else pack_columns(panel, piece - first);
}

static void multiply(void *work, size_t piece) {
  const Panel *panel = work;
  const dk_product *x = panel->product;
  size_t size = panel->size;
  size_t i = piece % panel->row_blocks * panel->block_rows, j = piece / panel->row_blocks * panel->block_columns;
  dk_epilogue last = x->epilogue;
  if (last.bias_of)
    last.bias = at(last.bias, (ptrdiff_t)(last.bias_of == DK_BIAS_OF_ROW ? panel->i + i : panel->j + j), size);
  int is_last = panel->p + panel->depth == x->k && (last.bias_of || last.activation);
  dk_operand a = {panel->packed_a + i * panel->depth * size, DK_PACKED, 0};
  dk_operand b = {panel->packed_b + j * panel->depth * size, DK_PACKED, 0};
  if (!panel->packs_a && x->ap == 1) a = (dk_operand){rows_of(panel, i), DK_DENSE, (size_t)x->ai};
  else if (!panel->packs_a) a = (dk_operand){rows_of(panel, i), DK_SIDE_BY_SIDE, (size_t)x->ap};
  if (!panel->packs_b) b = (dk_operand){columns_of(panel, j), DK_SIDE_BY_SIDE, (size_t)x->bp};
  panel->form->multiply_with(
      a, least(panel->block_rows, panel->rows - i), b, least(panel->block_columns, panel->columns - j), panel->depth,
      (char *)x->c + ((panel->i + i) * x->n + panel->j + j) * size, x->n, panel->p > 0, is_last ? &last : NULL);
}

static void run(size_t pieces, dk_piece body, void *work, dk_split split) {
  if (split && pieces > 1) split(pieces, body, work);
  else for (size_t piece = 0; piece < pieces; piece++) body(work, piece);
}

// Whether an operand is read as well where it stands: if few strips or tiles go past it, and its lines
// do not fall on the same places of the caches. The limits were found by timing.
static int a_can_stay(const dk_product *x, size_t size) {
  if (x->ap == 1) return x->n <= 1024;
  return x->ai == 1 && x->n <= 800 && (size_t)x->ap * size <= 2048;
}
static int b_can_stay(const dk_product *x, const dk_product_form *form, size_t size) {
  return x->bj == 1 && x->n % form->lanes == 0 && x->m <= 256 && (size_t)x->bp * size < 4096;
}

static void in_panels(const dk_product *x, const dk_product_form *form, size_t size, dk_split split) {
  size_t depth = dk_depth(x->k);
  Panel panel = {.product = x, .form = form, .size = size};
  size_t rows = equal_parts(x->m, PANEL_ROWS, form->rows), columns = equal_parts(x->n, PANEL_COLUMNS, form->columns);
  size_t a_bytes = (rows * depth * size + 63) / 64 * 64, b_bytes = columns * depth * size;
  panel.packed_a = dk_scratch(a_bytes + b_bytes + 64);
  panel.packed_b = panel.packed_a + a_bytes;
  panel.packs_a = !a_can_stay(x, size);
  panel.packs_b = !b_can_stay(x, form, size);
  size_t most = BLOCK_BYTES / size / depth;
  for (panel.j = 0; panel.j < x->n; panel.j += columns) {
    panel.columns = least(columns, x->n - panel.j);
    for (panel.p = 0; panel.p < x->k; panel.p += depth) {
      panel.depth = least(depth, x->k - panel.p);
      for (panel.i = 0; panel.i < x->m; panel.i += rows) {
        panel.rows = least(rows, x->m - panel.i);
        panel.block_rows = equal_parts(panel.rows, most < form->rows ? form->rows : most, form->rows);
        panel.row_blocks = (panel.rows + panel.block_rows - 1) / panel.block_rows;
        panel.block_columns = equal_parts(panel.columns, 256, form->columns);
        panel.column_blocks = (panel.columns + panel.block_columns - 1) / panel.block_columns;
        size_t to_pack = (panel.packs_a ? panel.row_blocks : 0) + (panel.packs_b && panel.i == 0 ? panel.column_blocks : 0);
        run(to_pack, pack, &panel, split);
        run(panel.row_blocks * panel.column_blocks, multiply, &panel, split);
      }
    }
  }
}

// Blocks of c that a library computes, each in one call.
typedef struct {
  const dk_product *product;
  const dk_product_library *library;
  const dk_product_form *form;
  size_t block_rows, row_blocks, block_columns;
} Blocks;

// Where a length is 1 both strides may be, and only one of them is that of rows.
static int a_is_by_rows(const dk_product *x) { return x->ap == 1 && x->ai >= (ptrdiff_t)x->k; }
static int b_is_by_rows(const dk_product *x) { return x->bj == 1 && x->bp >= (ptrdiff_t)x->n; }

static void call_library(void *work, size_t piece) {
  const Blocks *blocks = work;
  const dk_product *x = blocks->product;
  size_t i = piece % blocks->row_blocks * blocks->block_rows, j = piece / blocks->row_blocks * blocks->block_columns;
  int m = (int)least(blocks->block_rows, x->m - i), n = (int)least(blocks->block_columns, x->n - j), k = (int)x->k;
  size_t size = x->type == DK_F32 ? 4 : 8;
  const void *a = at(x->a, (ptrdiff_t)i * x->ai, size), *b = at(x->b, (ptrdiff_t)j * x->bj, size);
  void *c = (char *)x->c + (i * x->n + j) * size;
  enum { BY_ROWS = 101, AS_IT_IS = 111, TRANSPOSED = 112 };
  int ta = a_is_by_rows(x) ? AS_IT_IS : TRANSPOSED, tb = b_is_by_rows(x) ? AS_IT_IS : TRANSPOSED;
  int lda = (int)(ta == AS_IT_IS ? x->ai : x->ap), ldb = (int)(tb == AS_IT_IS ? x->bp : x->bj), ldc = (int)x->n;
  if (x->type == DK_F32) blocks->library->f32(BY_ROWS, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  else blocks->library->f64(BY_ROWS, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc);
  dk_epilogue last = x->epilogue;
  if (!last.bias_of && !last.activation) return;
  if (last.bias_of) last.bias = at(last.bias, (ptrdiff_t)(last.bias_of == DK_BIAS_OF_ROW ? i : j), size);
  blocks->form->settle(c, (size_t)m, (size_t)n, x->n, &last);
}

// The blocks depend on the sizes alone: where a library cuts its sums may depend on them.
static void by_library(const dk_product *x, const dk_product_library *library, const dk_product_form *form, dk_split split) {
  Blocks blocks = {x, library, form, x->m, 1, x->n};
  size_t column_blocks = 1;
  for (;;) {
    size_t calls = blocks.row_blocks * column_blocks;
    if (calls >= LIBRARY_CALLS && x->m * x->n * x->k / calls <= LIBRARY_BLOCK) break;
    size_t rows = equal_parts(x->m, (x->m + blocks.row_blocks - 1) / blocks.row_blocks, 16);
    size_t columns = equal_parts(x->n, (x->n + column_blocks - 1) / column_blocks, 16);
    if (rows < 128 && columns < 128) break;
    if (rows > columns) blocks.row_blocks *= 2;
    else column_blocks *= 2;
  }
  blocks.block_rows = equal_parts(x->m, (x->m + blocks.row_blocks - 1) / blocks.row_blocks, 16);
  blocks.block_columns = equal_parts(x->n, (x->n + column_blocks - 1) / column_blocks, 16);
  blocks.row_blocks = (x->m + blocks.block_rows - 1) / blocks.block_rows;
  column_blocks = (x->n + blocks.block_columns - 1) / blocks.block_columns;
  run(blocks.row_blocks * column_blocks, call_library, &blocks, split);
}

static int is_for_library(const dk_product *x, const dk_product_form *form) {
  size_t most = INT32_MAX, worth = form->lanes * (x->type == DK_F32 ? 4 : 8) >= 32 ? WORTH_CALLING : WORTH_CALLING_FROM_GENERIC;
  if (x->backend == DK_BACKEND_LIBRARY) worth = 1;
  return (a_is_by_rows(x) || (x->ai == 1 && x->ap >= (ptrdiff_t)x->m)) &&
         (b_is_by_rows(x) || (x->bp == 1 && x->bj >= (ptrdiff_t)x->k)) && x->m <= most && x->n <= most && x->k <= most &&
         x->ai <= INT32_MAX && x->ap <= INT32_MAX && x->bp <= INT32_MAX && x->bj <= INT32_MAX &&
         x->m * x->n * x->k >= worth && x->m >= 8 && x->n >= 8;
}

// A product with a vector: `lines` results from a matrix whose element (line, p) stands at
// x[line * xl + p * xp].
typedef struct {
  const dk_product_form *form;
  const void *x, *v;
  ptrdiff_t xl, xp;
  void *y;
  size_t lines, piece, k, size;
  const dk_epilogue *last;
  int bias_of;
} Lines;

// Whether neighbouring results come from neighbouring numbers, and whole rows are added up.
static int is_by_sums(const Lines *l) { return l->xl == 1 && (l->xp != 1 || l->lines > 1); }

static void some_lines(void *work, size_t piece) {
  const Lines *l = work;
  size_t first = piece * l->piece, count = least(l->piece, l->lines - first);
  dk_epilogue last = *l->last;
  if (last.bias_of == l->bias_of) last.bias = at(last.bias, (ptrdiff_t)first, l->size);
  // Both kernels know the results by one index: where the bias goes with it, and where it is one for all.
  int by_sums = is_by_sums(l);
  if (last.bias_of) {
    int along = by_sums ? DK_BIAS_OF_COLUMN : DK_BIAS_OF_ROW, across = by_sums ? DK_BIAS_OF_ROW : DK_BIAS_OF_COLUMN;
    last.bias_of = last.bias_of == l->bias_of ? along : across;
  }
  const void *x = at(l->x, (ptrdiff_t)first * l->xl, l->size);
  void *y = (char *)l->y + first * l->size;
  if (by_sums) l->form->combine(x, l->xp, l->v, count, l->k, y, &last);
  else l->form->inner(x, l->xl, l->v, count, l->k, y, &last);
}

static void with_vector(Lines *l, dk_split split) {
  // Several vectors wide, and at least 32 k numbers a piece.
  size_t lines = (32768 + l->k - 1) / l->k;
  l->piece = (lines + 127) / 128 * 128;
  if (!is_by_sums(l)) l->piece = (lines + 3) / 4 * 4;
  run((l->lines + l->piece - 1) / l->piece, some_lines, l, split);
}

// Whether packing would cost more than it gains: one tile for each number of b, or b stays in the first
// cache as it is.
static int is_small(const dk_product *x, const dk_product_form *form, size_t size) {
  return x->k <= DK_DEPTH && (x->ap == 1 || x->ai == 1) && x->m * x->n * x->k < WORTH_SPLITTING &&
         (x->bj != 1 || x->m <= form->rows || x->k * x->n * size <= 32768);
}

void dk_product_run(const dk_product *x, dk_split split) {
  if (x->m == 0 || x->n == 0) return;
  size_t size = x->type == DK_F32 ? 4 : 8;
  const dk_product_form *form = dk_product_form_of(x->type, x->form);
  if (x->m * x->n * x->k < WORTH_SPLITTING) split = NULL;
  if (x->n == 1 && x->k > 0 && x->bp == 1 && (x->ai == 1 || x->ap == 1)) {
    Lines lines = {form, x->a, x->b, x->ai, x->ap, x->c, x->m, 0, x->k, size, &x->epilogue, DK_BIAS_OF_ROW};
    with_vector(&lines, split);
  } else if (x->m == 1 && x->k > 0 && x->ap == 1 && (x->bj == 1 || x->bp == 1)) {
    Lines lines = {form, x->b, x->a, x->bj, x->bp, x->c, x->n, 0, x->k, size, &x->epilogue, DK_BIAS_OF_COLUMN};
    with_vector(&lines, split);
  } else if (x->k == 0) {
    // A sum of nothing, and what becomes of it.
    form->multiply(NULL, x->m, NULL, x->n, 0, x->c, x->n, 0, &x->epilogue);
  } else {
    int backend = x->form ? DK_BACKEND_EMBEDDED : x->backend ? x->backend : dk_product_backend();
    const dk_product_library *library = backend == DK_BACKEND_LIBRARY && is_for_library(x, form) ? dk_library() : NULL;
    const dk_epilogue *last = x->epilogue.bias_of || x->epilogue.activation ? &x->epilogue : NULL;
    if (library) by_library(x, library, form, split);
    else if (is_small(x, form, size)) form->small(x, dk_scratch(form->columns * x->k * size), last);
    else in_panels(x, form, size, split);
  }
}
