// One vector form of the parts of form.h, for one element type. Included with
//
//   T, SUFFIX     the element type and what the names end in
//   BYTES         the width of a vector
//   ROWS, WIDE    the largest tile: rows, and vectors in a row; ROWS is at most 14
//   IS_DOUBLE     1 for double
//   SOME          512 where AVX-512 loads and stores parts of vectors
//
// There is no include guard: it is meant to be included again.

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(name) JOIN(name, SUFFIX)
#define V NAME(vector)
#define S NAME(square)
#define LANES (BYTES / (int)sizeof(T))
#define COLUMNS (WIDE * LANES)

typedef T V __attribute__((vector_size(BYTES), aligned(sizeof(T)), may_alias));
// What transposing works on: 8 x 8 floats or 4 x 4 doubles.
typedef T S __attribute__((vector_size(32), aligned(sizeof(T)), may_alias));
#if IS_DOUBLE
enum { NAME(SIDE) = 4 };
#else
enum { NAME(SIDE) = 8 };
#endif
#define SIDE NAME(SIDE)

// MARK: Parts of vectors

#if SOME == 512
#if IS_DOUBLE
INLINE V NAME(load_some)(const T *x, size_t count) { return (V)_mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), x); }
INLINE void NAME(store_some)(T *x, V v, size_t count) { _mm512_mask_storeu_pd(x, (__mmask8)((1u << count) - 1), (__m512d)v); }
#else
INLINE V NAME(load_some)(const T *x, size_t count) { return (V)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), x); }
INLINE void NAME(store_some)(T *x, V v, size_t count) { _mm512_mask_storeu_ps(x, (__mmask16)((1u << count) - 1), (__m512)v); }
#endif
#else
INLINE V NAME(load_some)(const T *x, size_t count) {
  if (count == LANES) return *(const V *)x;
  T some[LANES] = {0};
  for (size_t l = 0; l < count; l++) some[l] = x[l];
  return *(const V *)some;
}
INLINE void NAME(store_some)(T *x, V v, size_t count) {
  if (count == LANES) {
    *(V *)x = v;
  } else {
    T some[LANES];
    *(V *)some = v;
    for (size_t l = 0; l < count; l++) x[l] = some[l];
  }
}
#endif

// MARK: Packing

INLINE void NAME(transpose)(S r[SIDE]) {
#if IS_DOUBLE
  S a = SHUFFLE(r[0], r[1], 0, 4, 2, 6), b = SHUFFLE(r[0], r[1], 1, 5, 3, 7);
  S c = SHUFFLE(r[2], r[3], 0, 4, 2, 6), d = SHUFFLE(r[2], r[3], 1, 5, 3, 7);
  r[0] = SHUFFLE(a, c, 0, 1, 4, 5), r[2] = SHUFFLE(a, c, 2, 3, 6, 7);
  r[1] = SHUFFLE(b, d, 0, 1, 4, 5), r[3] = SHUFFLE(b, d, 2, 3, 6, 7);
#else
  S t[8], u[8];
  UNROLL for (int i = 0; i < 8; i += 2) {
    t[i] = SHUFFLE(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    t[i + 1] = SHUFFLE(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  UNROLL for (int i = 0; i < 8; i += 4) {
    UNROLL for (int j = 0; j < 2; j++) {
      u[i + 2 * j] = SHUFFLE(t[i + j], t[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      u[i + 2 * j + 1] = SHUFFLE(t[i + j], t[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  UNROLL for (int i = 0; i < 4; i++) {
    r[i] = SHUFFLE(u[i], u[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = SHUFFLE(u[i], u[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
#endif
}

// Lines of x that are dense in p, to [p][line]. `count` lines take `width` places; those past the last
// repeat it. A square may write past its line, into places that are written after it: squares to the
// right go first, the places of later p come later, and the end is left to single numbers.
INLINE void NAME(pack_dense)(const T *x, ptrdiff_t line, size_t count, size_t width, size_t depth, T *to) {
  size_t l = (width - 1) / SIDE * SIDE;
  for (;; l -= SIDE) {
    const T *from[SIDE];
    UNROLL for (size_t i = 0; i < SIDE; i++) from[i] = x + (ptrdiff_t)(l + i < count ? l + i : count - 1) * line;
    size_t p = 0, here = width - l < SIDE ? width - l : SIDE;
    for (; (p + SIDE - 1) * width + l + SIDE <= depth * width; p += SIDE) {
      S r[SIDE];
      UNROLL for (size_t i = 0; i < SIDE; i++) r[i] = *(const S *)(from[i] + p);
      NAME(transpose)(r);
      UNROLL for (size_t i = 0; i < SIDE; i++) *(S *)(to + (p + i) * width + l) = r[i];
    }
    for (; p < depth; p++)
      for (size_t i = 0; i < here; i++) to[p * width + l + i] = from[i][p];
    if (l == 0) return;
  }
}

// The same where the lines stand side by side for each p. `width` is a constant in the caller.
INLINE void NAME(pack_wide)(const T *x, ptrdiff_t xp, size_t width, size_t depth, T *to) {
  for (size_t p = 0; p < depth; p++) memcpy(to + p * width, x + (ptrdiff_t)p * xp, width * sizeof(T));
}

// The same for some of them: the other places are filled with zeros.
static void NAME(pack_some)(const T *x, ptrdiff_t xp, size_t count, size_t width, size_t depth, T *to) {
  for (size_t l = 0; l < width; l += LANES) {
    size_t some = count - l < LANES ? count - l : LANES;
    for (size_t p = 0; p < depth; p++) *(V *)(to + p * width + l) = NAME(load_some)(x + (ptrdiff_t)p * xp + l, some);
  }
}

// The same wherever they stand.
INLINE void NAME(pack_any)(const T *x, ptrdiff_t line, ptrdiff_t xp, size_t count, size_t width, size_t depth, T *to) {
  for (size_t p = 0; p < depth; p++)
    for (size_t l = 0; l < width; l++)
      to[p * width + l] = x[(ptrdiff_t)(l < count ? l : count - 1) * line + (ptrdiff_t)p * xp];
}

#define EACH_HEIGHT(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14)

// How many rows the next strip has, when `rows` rows are left and the most is ROWS.
INLINE size_t NAME(height)(size_t rows) {
  size_t strips = (rows + ROWS - 1) / ROWS;
  return (rows + strips - 1) / strips;
}

static void NAME(pack_a)(const void *px, ptrdiff_t xi, ptrdiff_t xp, size_t rows, size_t depth, void *pto) {
  const T *x = px;
  T *to = pto;
  if (depth == 0) return;
  for (size_t i = 0, h; i < rows; i += h) {
    h = NAME(height)(rows - i);
    const T *from = x + (ptrdiff_t)i * xi;
    if (xp == 1) {
      NAME(pack_dense)(from, xi, h, h, depth, to);
    } else if (xi == 1) {
#define CASE(H) case H: if (H <= ROWS) NAME(pack_wide)(from, xp, H, depth, to); break;
      switch (h) { EACH_HEIGHT(CASE) }
#undef CASE
    } else {
      NAME(pack_any)(from, xi, xp, h, h, depth, to);
    }
    to += h * depth;
  }
}

static void NAME(pack_b)(const void *px, ptrdiff_t xp, ptrdiff_t xj, size_t depth, size_t columns, void *pto) {
  const T *x = px;
  T *to = pto;
  if (depth == 0) return;
  for (size_t j = 0; j < columns; j += COLUMNS) {
    size_t count = columns - j < COLUMNS ? columns - j : COLUMNS;
    size_t width = (count + LANES - 1) / LANES * LANES;
    const T *from = x + (ptrdiff_t)j * xj;
    if (xj == 1 && count == COLUMNS) NAME(pack_wide)(from, xp, COLUMNS, depth, to);
    else if (xj == 1) NAME(pack_some)(from, xp, count, width, depth, to);
    else if (xp == 1) NAME(pack_dense)(from, xj, count, width, depth, to);
    else NAME(pack_any)(from, xj, xp, count, width, depth, to);
    to += width * depth;
  }
}

// MARK: Tiles

INLINE V NAME(splat)(T u) { return u - (V){0}; }

// max(x, 0), where -0 and not a number stay what they are.
INLINE V NAME(positive)(V x) {
  __typeof__(x < x) isNegative = x < (V){0};
  return (V)((__typeof__(isNegative))x & ~isNegative);
}

// The l-th of the vectors that `columns` numbers fill, and how many numbers it has.
INLINE size_t NAME(share)(size_t columns, int l) {
  size_t before = (size_t)(l * LANES);
  return columns <= before ? 0 : columns - before < LANES ? columns - before : LANES;
}

// Stores a tile that is cut by c's edge or has an epilogue, from rows of COLUMNS sums.
static __attribute__((noinline)) void NAME(settle)(const T *sums, size_t rows, T *c, size_t stride, size_t columns, int accumulate, const dk_epilogue *last, size_t i0, size_t j0) {
  UNROLL for (int l = 0; l < WIDE; l++) {
    size_t count = NAME(share)(columns, l);
    if (count == 0) return;
    V bias = {0};
    if (last && last->bias_of == DK_BIAS_OF_COLUMN) bias = NAME(load_some)((const T *)last->bias + j0 + l * LANES, count);
    for (size_t i = 0; i < rows; i++) {
      T *to = c + i * stride + l * LANES;
      V sum = *(const V *)(sums + i * COLUMNS + l * LANES);
      if (accumulate) sum = NAME(load_some)(to, count) + sum;
      if (last) {
        if (last->bias_of == DK_BIAS_OF_ROW) sum += NAME(splat)(((const T *)last->bias)[i0 + i]);
        else if (last->bias_of == DK_BIAS_OF_COLUMN) sum += bias;
        if (last->activation == DK_RELU) sum = NAME(positive)(sum);
      }
      NAME(store_some)(to, sum, count);
    }
  }
}

// A tile of h rows and w vectors. Element (i, p) of a stands at a[i * ai + p * ap], row p of b at
// b + p * b_step. h, w and whichever of ai and ap is 1 are constants in the caller.
INLINE void NAME(tile)(int h, int w, const T *a, size_t ai, size_t ap, const T *b, size_t b_step, size_t depth, T *c, size_t stride, size_t columns, int accumulate, const dk_epilogue *last, size_t i0, size_t j0) {
  V sum[ROWS][WIDE];
  UNROLL for (int i = 0; i < h; i++) UNROLL for (int l = 0; l < w; l++) sum[i][l] = (V){0};
  for (size_t p = 0; p < depth; p++) {
    V right[WIDE];
    UNROLL for (int l = 0; l < w; l++) right[l] = *(const V *)(b + l * LANES);
    UNROLL for (int i = 0; i < h; i++) {
      V left = NAME(splat)(a[(size_t)i * ai + p * ap]);
      UNROLL for (int l = 0; l < w; l++) sum[i][l] += left * right[l];
    }
    b += b_step;
  }
  if (!last && columns == (size_t)(w * LANES)) {
    if (accumulate)
      UNROLL for (int i = 0; i < h; i++) UNROLL for (int l = 0; l < w; l++)
        sum[i][l] = *(const V *)(c + (size_t)i * stride + l * LANES) + sum[i][l];
    UNROLL for (int i = 0; i < h; i++) UNROLL for (int l = 0; l < w; l++)
      *(V *)(c + (size_t)i * stride + l * LANES) = sum[i][l];
  } else {
    T sums[ROWS * COLUMNS];
    UNROLL for (int i = 0; i < h; i++) UNROLL for (int l = 0; l < w; l++)
      *(V *)(sums + i * COLUMNS + l * LANES) = sum[i][l];
    NAME(settle)(sums, (size_t)h, c, stride, columns, accumulate, last, i0, j0);
  }
}

#define TILE(H, W, AI, AP) NAME(tile)(H, W, a, AI, AP, b, b_step, depth, c, stride, columns, accumulate, last, i0, j0)
#define EACH_WIDTH(H, name, AI, AP) \
  static void NAME(name##_##H)(size_t w, const T *a, size_t a_step, const T *b, size_t b_step, size_t depth, T *c, size_t stride, size_t columns, int accumulate, const dk_epilogue *last, size_t i0, size_t j0) { \
    if (H > ROWS) return; \
    if (w == WIDE) TILE(H, WIDE, AI, AP); \
    else if (w == 1) TILE(H, 1, AI, AP); \
    else if (WIDE > 2 && w == 2) TILE(H, WIDE > 2 ? 2 : 1, AI, AP); \
    else if (WIDE > 3) TILE(H, WIDE > 3 ? 3 : 1, AI, AP); \
  }
// Rows side by side for each p, `a_step` numbers from one p to the next; and rows that are dense in p,
// `a_step` numbers from one to the next.
#define BOTH_LAYOUTS(H) EACH_WIDTH(H, tile, 1, a_step) EACH_WIDTH(H, rows, a_step, 1)
EACH_HEIGHT(BOTH_LAYOUTS)
#undef BOTH_LAYOUTS
#undef EACH_WIDTH
#undef TILE

// All rows of a against one strip of b.
INLINE void NAME(strip)(const T *a, int layout, size_t a_step, size_t rows, const T *b, size_t b_step, size_t count, size_t depth, T *c, size_t stride, int accumulate, const dk_epilogue *last, size_t j0) {
  size_t w = (count + LANES - 1) / LANES;
  for (size_t i = 0, h; i < rows; i += h) {
    h = NAME(height)(rows - i);
    if (layout == DK_DENSE) {
#define CASE(H) case H: NAME(rows_##H)(w, a, a_step, b, b_step, depth, c + i * stride, stride, count, accumulate, last, i, j0); break;
      switch (h) { EACH_HEIGHT(CASE) }
#undef CASE
      a += h * a_step;
    } else {
      size_t step = layout == DK_PACKED ? h : a_step;
#define CASE(H) case H: NAME(tile_##H)(w, a, step, b, b_step, depth, c + i * stride, stride, count, accumulate, last, i, j0); break;
      switch (h) { EACH_HEIGHT(CASE) }
#undef CASE
      a += layout == DK_PACKED ? h * depth : h;
    }
  }
}

static void NAME(multiply_with)(dk_operand a, size_t rows, dk_operand b, size_t columns, size_t depth, void *pc, size_t stride, int accumulate, const dk_epilogue *last) {
  const T *from = b.at;
  T *c = pc;
  for (size_t j = 0; j < columns; j += COLUMNS) {
    size_t count = columns - j < COLUMNS ? columns - j : COLUMNS, width = (count + LANES - 1) / LANES * LANES;
    NAME(strip)(a.at, a.layout, a.step, rows, from, b.layout == DK_PACKED ? width : b.step, count, depth, c + j, stride, accumulate, last, j);
    from += b.layout == DK_PACKED ? width * depth : width;
  }
}

static void NAME(multiply)(const void *a, size_t rows, const void *b, size_t columns, size_t depth, void *c, size_t stride, int accumulate, const dk_epilogue *last) {
  NAME(multiply_with)((dk_operand){a, DK_PACKED, 0}, rows, (dk_operand){b, DK_PACKED, 0}, columns, depth, c, stride, accumulate, last);
}

// Packs nothing of b but what is not whole vectors side by side, strip by strip.
static void NAME(small)(const dk_product *x, void *memory, const dk_epilogue *last) {
  size_t k = x->k;
  const T *b = x->b;
  T *c = x->c;
  int layout = x->ap == 1 ? DK_DENSE : DK_SIDE_BY_SIDE;
  size_t a_step = (size_t)(x->ap == 1 ? x->ai : x->ap);
  for (size_t j = 0; j < x->n; j += COLUMNS) {
    size_t count = x->n - j < COLUMNS ? x->n - j : COLUMNS, step = (size_t)x->bp;
    const T *from = b + (ptrdiff_t)j * x->bj;
    if (x->bj != 1 || count % LANES != 0) {
      NAME(pack_b)(from, x->bp, x->bj, k, count, memory);
      from = memory, step = (count + LANES - 1) / LANES * LANES;
    }
    NAME(strip)(x->a, layout, a_step, x->m, from, step, count, k, c + j, x->n, 0, last, j);
  }
}

static void NAME(settle_block)(void *pc, size_t rows, size_t columns, size_t stride, const dk_epilogue *last) {
  T *c = pc;
  const T *bias = last->bias;
  for (size_t i = 0; i < rows; i++, c += stride) {
    if (last->bias_of == DK_BIAS_OF_COLUMN) for (size_t j = 0; j < columns; j++) c[j] += bias[j];
    else if (last->bias_of == DK_BIAS_OF_ROW) for (size_t j = 0; j < columns; j++) c[j] += bias[i];
    if (last->activation == DK_RELU) for (size_t j = 0; j < columns; j++) c[j] = c[j] < 0 ? 0 : c[j];
  }
}

// MARK: Matrices and vectors

// 128 bytes of partial sums a row (32 floats, 16 doubles), added in a tree: the same in every form.
#define PARTS (128 / BYTES)

INLINE T NAME(total)(V part[PARTS]) {
  UNROLL for (int half = PARTS / 2; half > 0; half /= 2)
    UNROLL for (int l = 0; l < half; l++) part[l] += part[l + half];
  T lane[LANES];
  memcpy(lane, part, sizeof lane);
  UNROLL for (int half = LANES / 2; half > 0; half /= 2)
    UNROLL for (int l = 0; l < half; l++) lane[l] += lane[l + half];
  return lane[0];
}

// `h` rows at once, a constant in the caller; the end of the rows is filled up with zeros.
INLINE void NAME(inner_rows)(int h, const T *x, ptrdiff_t xi, const T *v, size_t k, T *y) {
  V part[4][PARTS];
  UNROLL for (int i = 0; i < h; i++) UNROLL for (int l = 0; l < PARTS; l++) part[i][l] = (V){0};
  size_t p = 0;
  for (; p + PARTS * LANES <= k; p += PARTS * LANES)
    UNROLL for (int l = 0; l < PARTS; l++) {
      V right = *(const V *)(v + p + l * LANES);
      UNROLL for (int i = 0; i < h; i++) part[i][l] += *(const V *)(x + i * xi + p + l * LANES) * right;
    }
  if (p < k) {
    V left[PARTS], right[PARTS];
    memset(right, 0, sizeof right);
    memcpy(right, v + p, (k - p) * sizeof(T));
    UNROLL for (int i = 0; i < h; i++) {
      memset(left, 0, sizeof left);
      memcpy(left, x + i * xi + p, (k - p) * sizeof(T));
      UNROLL for (int l = 0; l < PARTS; l++) part[i][l] += left[l] * right[l];
    }
  }
  UNROLL for (int i = 0; i < h; i++) y[i] = NAME(total)(part[i]);
}

// What stands alone, with its bias and activation.
INLINE void NAME(finish)(T *y, size_t count, const dk_epilogue *last, int bias_of) {
  if (!last) return;
  if (last->bias_of) {
    const T *bias = last->bias;
    if (last->bias_of == bias_of) for (size_t i = 0; i < count; i++) y[i] += bias[i];
    else for (size_t i = 0; i < count; i++) y[i] += bias[0];
  }
  if (last->activation == DK_RELU) for (size_t i = 0; i < count; i++) y[i] = y[i] < 0 ? 0 : y[i];
}

static void NAME(inner)(const void *px, ptrdiff_t xi, const void *pv, size_t rows, size_t k, void *py, const dk_epilogue *last) {
  const T *x = px, *v = pv;
  T *y = py;
  size_t i = 0;
  for (; i + 4 <= rows; i += 4) NAME(inner_rows)(4, x + (ptrdiff_t)i * xi, xi, v, k, y + i);
  for (; i < rows; i++) NAME(inner_rows)(1, x + (ptrdiff_t)i * xi, xi, v, k, y + i);
  NAME(finish)(y, rows, last, DK_BIAS_OF_ROW);
}

// `w` vectors side by side, a constant in the caller; the sums of a block of p are added to what the
// blocks before gave, as in `multiply`.
INLINE void NAME(combine_block)(int w, const T *x, ptrdiff_t xp, const T *v, size_t k, T *y) {
  V all[8];
  size_t depth = dk_depth(k);
  for (size_t p0 = 0; p0 < k; p0 += depth) {
    size_t end = k - p0 < depth ? k : p0 + depth;
    V sum[8];
    UNROLL for (int l = 0; l < w; l++) sum[l] = (V){0};
    for (size_t p = p0; p < end; p++) {
      V left = NAME(splat)(v[p]);
      UNROLL for (int l = 0; l < w; l++) sum[l] += left * *(const V *)(x + (ptrdiff_t)p * xp + l * LANES);
    }
    UNROLL for (int l = 0; l < w; l++) all[l] = p0 ? all[l] + sum[l] : sum[l];
  }
  UNROLL for (int l = 0; l < w; l++) *(V *)(y + l * LANES) = all[l];
}

// Fewer columns than a vector has.
static void NAME(combine_few)(const T *x, ptrdiff_t xp, const T *v, size_t columns, size_t k, T *y) {
  T all[LANES] = {0};
  size_t depth = dk_depth(k);
  for (size_t p0 = 0; p0 < k; p0 += depth) {
    size_t end = k - p0 < depth ? k : p0 + depth;
    V sum = {0};
    for (size_t p = p0; p < end; p++) sum += NAME(splat)(v[p]) * NAME(load_some)(x + (ptrdiff_t)p * xp, columns);
    for (size_t l = 0; l < columns; l++) all[l] = p0 ? all[l] + sum[l] : sum[l];
  }
  memcpy(y, all, columns * sizeof(T));
}

static void NAME(combine)(const void *px, ptrdiff_t xp, const void *pv, size_t columns, size_t k, void *py, const dk_epilogue *last) {
  const T *x = px, *v = pv;
  T *y = py;
  size_t j = 0;
  for (; j + 8 * LANES <= columns; j += 8 * LANES) NAME(combine_block)(8, x + j, xp, v, k, y + j);
  for (; j + 2 * LANES <= columns; j += 2 * LANES) NAME(combine_block)(2, x + j, xp, v, k, y + j);
  for (; j + LANES <= columns; j += LANES) NAME(combine_block)(1, x + j, xp, v, k, y + j);
  if (j < columns) {
    // The last vector is computed from where it fits: some sums twice, with the same bits.
    if (columns >= LANES) NAME(combine_block)(1, x + columns - LANES, xp, v, k, y + columns - LANES);
    else NAME(combine_few)(x, xp, v, columns, k, y);
  }
  NAME(finish)(y, columns, last, DK_BIAS_OF_COLUMN);
}

const dk_product_form JOIN(dk_product, SUFFIX) = {
  ROWS, COLUMNS, LANES, NAME(pack_a), NAME(pack_b), NAME(multiply), NAME(multiply_with), NAME(small), NAME(settle_block), NAME(inner), NAME(combine),
};

#undef EACH_HEIGHT
#undef JOIN2
#undef JOIN
#undef NAME
#undef V
#undef S
#undef SIDE
#undef LANES
#undef COLUMNS
#undef PARTS
#undef T
#undef SUFFIX
#undef BYTES
#undef ROWS
#undef WIDE
#undef IS_DOUBLE
#undef SOME
