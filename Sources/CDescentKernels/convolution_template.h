// The convolution kernels for one element type, REAL, whose names end in SUFFIX.

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(a) JOIN(a, SUFFIX)
#define LANES (64 / sizeof(REAL))
#define Vector NAME(Vector)
#define Shifted NAME(Shifted)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef REAL Vector __attribute__((vector_size(64)));
// What comparing two vectors gives.
#define Bits __typeof__((Vector){0} < (Vector){0})
// A vector at any element.
typedef REAL Shifted __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));

// out[i, q] (+)= Σ_p w[p step + i] x[offset[p] + q] for `rows` values of i and `vectors` vectors of q,
// both constants where this is called: the sums stay in registers.
INLINE void NAME(tile)(const int rows, const int vectors, const size_t step, const REAL *w, const REAL *x, const size_t *offset, size_t k, REAL *out, size_t stride, int isFirst) {
  Vector sum[8][8];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < vectors; j++) {
      if (isFirst) sum[i][j] = (Vector){0};
      else sum[i][j] = *(const Shifted *)(out + (size_t)i * stride + (size_t)j * LANES);
    }
  }
  for (size_t p = 0; p < k; p++) {
    const REAL *at = x + offset[p];
    Vector pixels[8];
    UNROLL for (int j = 0; j < vectors; j++) pixels[j] = *(const Shifted *)(at + (size_t)j * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      REAL u = w[i];
      UNROLL for (int j = 0; j < vectors; j++) sum[i][j] += u * pixels[j];
    }
    w += step;
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int j = 0; j < vectors; j++) *(Shifted *)(out + (size_t)i * stride + (size_t)j * LANES) = sum[i][j];
  }
}

// A group of rows over all pixels.
INLINE void NAME(strip)(const int rows, const int vectors, const size_t step, const REAL *w, const REAL *x, const size_t *offset, size_t k, REAL *out, size_t stride, size_t count, int isFirst) {
  size_t j = 0;
  for (; j + (size_t)vectors <= count; j += (size_t)vectors) NAME(tile)(rows, vectors, step, w, x + j * LANES, offset, k, out + j * LANES, stride, isFirst);
  if (vectors > 2 && j + 2 <= count) {
    NAME(tile)(rows, 2, step, w, x + j * LANES, offset, k, out + j * LANES, stride, isFirst);
    j += 2;
  }
  if (vectors > 1) for (; j < count; j++) NAME(tile)(rows, 1, step, w, x + j * LANES, offset, k, out + j * LANES, stride, isFirst);
}

// Rows are taken 8 at a time, the rest in powers of two; the packed weight is in that order.
static inline size_t NAME(height)(size_t left) { return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1; }

// out[i, q] = Σ_p w[i, p] x[offset[p] + q], all rows, `count` vectors of pixels. Terms are taken in
// chunks, so that the weight's part of one stays in the nearest cache. Tiles are as large as the
// registers hold: of 64 bytes each, or of less.
enum { NAME(CHUNK) = 512 };
INLINE void NAME(product)(const int isWide, const REAL *packed, const REAL *x, const size_t *offset, size_t k, REAL *out, size_t rows, size_t stride, size_t count) {
  for (size_t p = 0; p < k; p += NAME(CHUNK)) {
    size_t depth = least(k - p, NAME(CHUNK));
    for (size_t i = 0, height; i < rows; i += height) {
      height = NAME(height)(rows - i);
      const REAL *w = packed + i * k + p * height;
      REAL *to = out + i * stride;
      const size_t *shifts = offset + p;
      switch (height) {
        case 8:
          if (isWide) {
            NAME(strip)(8, 3, 8, w, x, shifts, depth, to, stride, count, p == 0);
          } else {
            NAME(strip)(4, 1, 8, w, x, shifts, depth, to, stride, count, p == 0);
            NAME(strip)(4, 1, 8, w + 4, x, shifts, depth, to + 4 * stride, stride, count, p == 0);
          }
          break;
        case 4: NAME(strip)(4, isWide ? 6 : 1, 4, w, x, shifts, depth, to, stride, count, p == 0); break;
        case 2: NAME(strip)(2, isWide ? 8 : 2, 2, w, x, shifts, depth, to, stride, count, p == 0); break;
        default: NAME(strip)(1, isWide ? 8 : 4, 1, w, x, shifts, depth, to, stride, count, p == 0); break;
      }
    }
  }
}

IN_FORMS(NAME(shifted_product), NAME(product), (int form, const REAL *packed, const REAL *x, const size_t *offset, size_t k, REAL *out, size_t rows, size_t stride, size_t count), packed, x, offset, k, out, rows, stride, count)

// Whole vectors, the last of which may go over what was copied already; never beyond the row.
INLINE void NAME(copy_row)(REAL *to, const REAL *from, size_t count) {
  if (count < LANES) {
    for (size_t j = 0; j < count; j++) to[j] = from[j];
    return;
  }
  for (size_t j = 0; j + LANES < count; j += LANES) *(Shifted *)(to + j) = *(const Shifted *)(from + j);
  *(Shifted *)(to + count - LANES) = *(const Shifted *)(from + count - LANES);
}

// Copies the rows of a band, of one group of a sample: `from` is channel by channel.
CLONES static void NAME(fill_input)(const dk_convolution *c, const Plan *p, const REAL *from, REAL *to, size_t firstRow) {
  size_t across = (c->kernelWidth - 1) * c->dilationWidth / c->strideWidth;
  for (size_t channel = 0; channel < c->inputs; channel++, from += c->height * c->width) {
    for (size_t phase = 0; phase < p->phases; phase++, to += p->plane) {
      size_t r = phase / c->strideWidth, s = phase % c->strideWidth;
      size_t begin = first_place(c->left, c->strideWidth, s);
      size_t end = least(end_place(c->width, c->left, c->strideWidth, s), c->outWidth + across);
      if (end <= begin) continue;
      size_t column = begin * c->strideWidth + s - c->left, count = end - begin;
      for (size_t i = 0; i < p->band + p->reach; i++) {
        REAL *row = to + i * p->row + begin;
        size_t h = (firstRow + i) * c->strideHeight + r;
        if (h < c->top || h - c->top >= c->height) {
          memset(row, 0, count * sizeof(REAL));
          continue;
        }
        const REAL *source = from + (h - c->top) * c->width + column;
        if (c->strideWidth == 1) NAME(copy_row)(row, source, count);
        else for (size_t j = 0; j < count; j++) row[j] = source[j * c->strideWidth];
      }
    }
  }
}

// Where each term, a channel and a tap, stands in the copy.
static void NAME(input_offsets)(const dk_convolution *c, const Plan *p, size_t *offset) {
  for (size_t channel = 0; channel < c->inputs; channel++) {
    for (size_t k = 0; k < c->kernelHeight; k++) {
      for (size_t l = 0; l < c->kernelWidth; l++) {
        size_t down = k * c->dilationHeight, across = l * c->dilationWidth;
        size_t phase = down % c->strideHeight * c->strideWidth + across % c->strideWidth;
        *offset++ = (channel * p->phases + phase) * p->plane + down / c->strideHeight * p->row + across / c->strideWidth;
      }
    }
  }
}

// Copies rows of one group of the result's gradient, from `firstRow` - `before` on, row by row into
// places `row` apart, `lead` zeros before each; rows outside are 0.
CLONES static void NAME(fill_result)(const dk_convolution *c, const REAL *from, REAL *to, size_t firstRow, size_t before, size_t rows, size_t row, size_t lead, size_t plane) {
  for (size_t channel = 0; channel < c->outputs; channel++, from += c->outHeight * c->outWidth, to += plane) {
    for (size_t i = 0; i < rows; i++) {
      size_t h = firstRow + i;
      REAL *target = to + i * row + lead;
      if (h < before || h - before >= c->outHeight) memset(target, 0, c->outWidth * sizeof(REAL));
      else NAME(copy_row)(target, from + (h - before) * c->outWidth, c->outWidth);
    }
  }
}

static void NAME(pack_rows)(const REAL *w, size_t rowStride, size_t rows, size_t terms, const size_t *term, REAL *packed) {
  for (size_t i = 0, height; i < rows; i += height) {
    height = NAME(height)(rows - i);
    for (size_t p = 0; p < terms; p++)
      for (size_t l = 0; l < height; l++) *packed++ = w[(i + l) * rowStride + term[p]];
  }
}

// MARK: The result

void JOIN(dk_convolution_pack, SUFFIX)(const dk_convolution *c, const void *pw, void *packed) {
  size_t k = c->inputs * c->kernelHeight * c->kernelWidth;
  size_t *term = dk_scratch(k * sizeof(size_t));
  for (size_t p = 0; p < k; p++) term[p] = p;
  for (size_t g = 0; g < c->groups; g++)
    NAME(pack_rows)((const REAL *)pw + g * c->outputs * k, k, c->outputs, k, term, (REAL *)packed + g * c->outputs * k);
}

// Cuts the pixels between the rows off, and adds what every pixel of a channel gets.
CLONES static void NAME(store_rows)(const REAL *from, size_t row, REAL *to, const REAL *addend, size_t rows, size_t width, REAL bias, int relu) {
  for (size_t i = 0; i < rows; i++, from += row, to += width) {
    if (addend) for (size_t j = 0; j < width; j++) to[j] = (from[j] + bias) + *addend++;
    else for (size_t j = 0; j < width; j++) to[j] = from[j] + bias;
    if (relu) for (size_t j = 0; j < width; j++) to[j] = to[j] < 0 ? 0 : to[j];
  }
}

void JOIN(dk_convolution, SUFFIX)(const dk_convolution *c, const void *px, const void *packed, const void *bias, const void *addend, int relu, void *py, size_t first, size_t last) {
  Plan p = input_plan(c);
  size_t k = c->inputs * c->kernelHeight * c->kernelWidth;
  size_t stride = ((p.band - 1) * p.row + c->outWidth + LANES - 1) / LANES * LANES;
  size_t bytes = (p.elements + c->outputs * stride) * sizeof(REAL) + k * sizeof(size_t);
  REAL *out = dk_scratch(bytes);
  size_t *offset = (size_t *)(out + c->outputs * stride);
  REAL *planes = (REAL *)(offset + k);
  memset(planes, 0, p.elements * sizeof(REAL));
  NAME(input_offsets)(c, &p, offset);
  size_t channel = c->outHeight * c->outWidth;
  for (size_t unit = first; unit < last; unit++) {
    size_t n = unit / p.bands, row = unit % p.bands * p.band, rows = least(p.band, c->outHeight - row);
    size_t count = ((rows - 1) * p.row + c->outWidth + LANES - 1) / LANES;
    for (size_t g = 0; g < c->groups; g++) {
      NAME(fill_input)(c, &p, (const REAL *)px + (n * c->groups + g) * c->inputs * c->height * c->width, planes, row);
      NAME(shifted_product)(c->form, (const REAL *)packed + g * c->outputs * k, planes, offset, k, out, c->outputs, stride, count);
      for (size_t o = 0; o < c->outputs; o++) {
        size_t to = g * c->outputs + o;
        size_t place = (n * c->groups * c->outputs + to) * channel + row * c->outWidth;
        const REAL *with = addend ? (const REAL *)addend + place : NULL;
        NAME(store_rows)(out + o * stride, p.row, (REAL *)py + place, with, rows, c->outWidth, bias ? ((const REAL *)bias)[to] : 0, relu);
      }
    }
  }
}

// MARK: The input's gradient

// The terms of one phase of the input: (output, tap) pairs, as places in the weight and as shifts.
static size_t NAME(phase_terms)(const dk_convolution *c, const Plan *p, size_t r, size_t s, size_t *term, size_t *offset) {
  size_t count = 0, area = c->kernelHeight * c->kernelWidth;
  for (size_t o = 0; o < c->outputs; o++) {
    for (size_t tap = 0; tap < area; tap++) {
      size_t down = tap / c->kernelWidth * c->dilationHeight, across = tap % c->kernelWidth * c->dilationWidth;
      if (down % c->strideHeight != r || across % c->strideWidth != s) continue;
      if (term) term[count] = o * c->inputs * area + tap;
      if (offset)
        offset[count] = o * p->plane + (p->reach - down / c->strideHeight) * p->row + p->lead + first_place(c->left, c->strideWidth, s) - across / c->strideWidth;
      count++;
    }
  }
  return count;
}

void JOIN(dk_convolutionInput_pack, SUFFIX)(const dk_convolution *c, const void *pw, void *packed) {
  size_t area = c->kernelHeight * c->kernelWidth;
  size_t *term = dk_scratch(c->outputs * area * sizeof(size_t));
  REAL *to = packed;
  for (size_t g = 0; g < c->groups; g++) {
    const REAL *w = (const REAL *)pw + g * c->outputs * c->inputs * area;
    for (size_t r = 0; r < c->strideHeight; r++) {
      for (size_t s = 0; s < c->strideWidth; s++) {
        size_t k = NAME(phase_terms)(c, NULL, r, s, term, NULL);
        NAME(pack_rows)(w, area, c->inputs, k, term, to);
        to += c->inputs * k;
      }
    }
  }
}

// Puts the places of one phase where their pixels stand in the image.
CLONES static void NAME(store_phase)(const dk_convolution *c, const Plan *p, const REAL *out, size_t stride, REAL *dx, size_t firstPlace, size_t places, size_t r, size_t s, size_t k) {
  size_t begin = first_place(c->left, c->strideWidth, s), end = end_place(c->width, c->left, c->strideWidth, s);
  if (end <= begin) return;
  size_t column = begin * c->strideWidth + s - c->left, count = end - begin;
  for (size_t channel = 0; channel < c->inputs; channel++, dx += c->height * c->width, out += stride) {
    for (size_t i = 0; i < places; i++) {
      size_t h = (firstPlace + i) * c->strideHeight + r;
      if (h < c->top || h - c->top >= c->height) continue;
      REAL *row = dx + (h - c->top) * c->width + column;
      const REAL *source = out + i * p->row;
      // A phase that no tap reads has no gradient.
      if (k == 0) for (size_t j = 0; j < count; j++) row[j * c->strideWidth] = 0;
      else if (c->strideWidth == 1) NAME(copy_row)(row, source, count);
      else for (size_t j = 0; j < count; j++) row[j * c->strideWidth] = source[j];
    }
  }
}

void JOIN(dk_convolutionInput, SUFFIX)(const dk_convolution *c, const void *pdy, const void *packed, void *pdx, size_t first, size_t last) {
  Plan p = result_plan(c);
  size_t terms = c->outputs * c->kernelHeight * c->kernelWidth;
  size_t stride = (p.band * p.row + LANES - 1) / LANES * LANES;
  size_t bytes = (p.elements + c->inputs * stride) * sizeof(REAL) + terms * sizeof(size_t);
  REAL *out = dk_scratch(bytes);
  size_t *offset = (size_t *)(out + c->inputs * stride);
  REAL *planes = (REAL *)(offset + terms);
  memset(planes, 0, p.elements * sizeof(REAL));
  for (size_t unit = first; unit < last; unit++) {
    size_t n = unit / p.bands, row = unit % p.bands * p.band, rows = least(p.band, p.rows - row);
    for (size_t g = 0; g < c->groups; g++) {
      const REAL *dy = (const REAL *)pdy + (n * c->groups + g) * c->outputs * c->outHeight * c->outWidth;
      REAL *dx = (REAL *)pdx + (n * c->groups + g) * c->inputs * c->height * c->width;
      const REAL *w = (const REAL *)packed + g * c->inputs * terms;
      NAME(fill_result)(c, dy, planes, p.firstRow + row, p.reach, p.band + p.reach, p.row, p.lead, p.plane);
      for (size_t r = 0; r < c->strideHeight; r++) {
        for (size_t s = 0; s < c->strideWidth; s++) {
          size_t k = NAME(phase_terms)(c, &p, r, s, NULL, offset);
          size_t begin = first_place(c->left, c->strideWidth, s), end = end_place(c->width, c->left, c->strideWidth, s);
          if (end > begin && k > 0)
            NAME(shifted_product)(c->form, w, planes, offset, k, out, c->inputs, stride, ((rows - 1) * p.row + end - begin + LANES - 1) / LANES);
          NAME(store_phase)(c, &p, out, stride, dx, p.firstRow + row, rows, r, s, k);
          w += c->inputs * k;
        }
      }
    }
  }
}

// MARK: The weight's gradient

// sum[i, t] += Σ a[i aStride + q] x[offset[t] + q] over all q and `items` images, for `rows` values of
// i and `terms` values of t, both constants where this is called.
INLINE void NAME(dots)(const int rows, const int terms, const REAL *a, size_t aStride, size_t aItem, const REAL *x, const size_t *offset, size_t xItem, size_t items, size_t count, REAL *sum, size_t sumStride) {
  Vector lanes[4][6];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int t = 0; t < terms; t++) lanes[i][t] = (Vector){0};
  }
  for (size_t item = 0; item < items; item++, a += aItem, x += xItem) {
    for (size_t q = 0; q < count * LANES; q += LANES) {
      Vector u[4];
      UNROLL for (int i = 0; i < rows; i++) u[i] = *(const Shifted *)(a + (size_t)i * aStride + q);
      UNROLL for (int t = 0; t < terms; t++) {
        Vector v = *(const Shifted *)(x + offset[t] + q);
        UNROLL for (int i = 0; i < rows; i++) lanes[i][t] += u[i] * v;
      }
    }
  }
  // The sums of the lanes: halves of two vectors are added into one, until each lane is one sum.
  Vector all[32];
  UNROLL for (int l = 0; l < 32; l++) all[l] = l < rows * terms ? lanes[l / terms][l % terms] : (Vector){0};
  FOLD(all)
  REAL sums[32];
  UNROLL for (int l = 0; l < 32 / (int)LANES; l++) *(Shifted *)(sums + (size_t)l * LANES) = all[l];
  for (int i = 0; i < rows; i++)
    for (int t = 0; t < terms; t++) sum[(size_t)i * sumStride + (size_t)t] += sums[i * terms + t];
}

INLINE void NAME(dots_row)(const int isWide, const int rows, const REAL *a, size_t aStride, size_t aItem, const REAL *x, const size_t *offset, size_t xItem, size_t k, size_t items, size_t count, REAL *sum) {
  size_t t = 0;
  if (isWide) for (; t + 6 <= k; t += 6) NAME(dots)(rows, 6, a, aStride, aItem, x, offset + t, xItem, items, count, sum + t, k);
  if (isWide) for (; t + 3 <= k; t += 3) NAME(dots)(rows, 3, a, aStride, aItem, x, offset + t, xItem, items, count, sum + t, k);
  else for (; t + 2 <= k; t += 2) NAME(dots)(rows, 2, a, aStride, aItem, x, offset + t, xItem, items, count, sum + t, k);
  for (; t < k; t++) NAME(dots)(rows, 1, a, aStride, aItem, x, offset + t, xItem, items, count, sum + t, k);
}

INLINE void NAME(all_dots)(const int isWide, const REAL *a, size_t aStride, size_t aItem, const REAL *x, const size_t *offset, size_t xItem, size_t rows, size_t k, size_t items, size_t count, REAL *sum) {
  const int together = isWide ? 4 : 2;
  size_t i = 0;
  for (; i + (size_t)together <= rows; i += (size_t)together) NAME(dots_row)(isWide, together, a + i * aStride, aStride, aItem, x, offset, xItem, k, items, count, sum + i * k);
  for (; i < rows; i++) NAME(dots_row)(isWide, 1, a + i * aStride, aStride, aItem, x, offset, xItem, k, items, count, sum + i * k);
}

IN_FORMS(NAME(dot_products), NAME(all_dots), (int form, const REAL *a, size_t aStride, size_t aItem, const REAL *x, const size_t *offset, size_t xItem, size_t rows, size_t k, size_t items, size_t count, REAL *sum), a, aStride, aItem, x, offset, xItem, rows, k, items, count, sum)

void JOIN(dk_convolutionWeight, SUFFIX)(const dk_convolution *c, const void *px, const void *pdy, void *parts, size_t first, size_t last) {
  Plan p = input_plan(c);
  size_t k = c->inputs * c->kernelHeight * c->kernelWidth, weight = c->groups * c->outputs * k;
  size_t stride = ((p.band - 1) * p.row + c->outWidth + LANES - 1) / LANES * LANES;
  size_t together = items_together(stride), items = c->batch * p.bands, units = dk_convolutionWeight_units(c);
  size_t aItem = c->outputs * stride, xItem = p.elements;
  size_t bytes = together * (aItem + xItem) * sizeof(REAL) + k * sizeof(size_t);
  REAL *rows = dk_scratch(bytes);
  size_t *offset = (size_t *)(rows + together * aItem);
  REAL *planes = (REAL *)(offset + k);
  NAME(input_offsets)(c, &p, offset);
  memset(rows, 0, together * aItem * sizeof(REAL));
  memset(planes, 0, together * xItem * sizeof(REAL));
  size_t input = c->inputs * c->height * c->width, result = c->outputs * c->outHeight * c->outWidth;
  for (size_t unit = first; unit < last; unit++) {
    REAL *sum = (REAL *)parts + unit * weight;
    memset(sum, 0, weight * sizeof(REAL));
    size_t end = items * (unit + 1) / units;
    for (size_t item = items * unit / units, taken; item < end; item += taken) {
      taken = least(together, end - item);
      for (size_t g = 0; g < c->groups; g++) {
        for (size_t j = 0; j < taken; j++) {
          size_t sample = (item + j) / p.bands * c->groups + g, row = (item + j) % p.bands * p.band;
          NAME(fill_input)(c, &p, (const REAL *)px + sample * input, planes + j * xItem, row);
          NAME(fill_result)(c, (const REAL *)pdy + sample * result, rows + j * aItem, row, 0, p.band, p.row, 0, stride);
        }
        NAME(dot_products)(c->form, rows, stride, aItem, planes, offset, xItem, c->outputs, k, taken, stride / LANES, sum + g * c->outputs * k);
      }
    }
  }
}

CLONES void JOIN(dk_convolutionWeight_sum, SUFFIX)(const void *parts, size_t units, void *pdw, size_t count) {
  const REAL *part = parts;
  REAL *dw = pdw;
  memset(dw, 0, count * sizeof(REAL));
  for (size_t unit = 0; unit < units; unit++, part += count)
    for (size_t i = 0; i < count; i++) dw[i] += part[i];
}

// MARK: Both gradients at once

// dy where the result was above 0, or all of it without a mask, to the copy and if asked for to `kept`.
INLINE void NAME(copy_masked)(REAL *to, REAL *kept, const REAL *from, const REAL *mask, size_t count) {
  if (count < LANES) {
    for (size_t j = 0; j < count; j++) {
      to[j] = mask && !(mask[j] > 0) ? 0 : from[j];
      if (kept) kept[j] = to[j];
    }
    return;
  }
  for (size_t j = 0, next; j < count; j = next) {
    if (j + LANES > count) j = count - LANES;
    next = j + LANES;
    Vector v = *(const Shifted *)(from + j);
    if (mask) v = (Vector)((Bits)v & (*(const Shifted *)(mask + j) > 0));
    *(Shifted *)(to + j) = v;
    if (kept) *(Shifted *)(kept + j) = v;
  }
}

// Copies one group of the result's gradient as `fill_result` does, and adds its sum over the pixels of
// each channel to `sums` if it is not null.
CLONES static void NAME(fill_masked)(const dk_convolution *c, const Plan *p, const REAL *from, const REAL *mask, REAL *kept, REAL *planes, REAL *sums) {
  size_t before = p->reach - c->top, area = c->outHeight * c->outWidth;
  for (size_t channel = 0; channel < c->outputs; channel++, planes += p->plane, from += area) {
    REAL *to = planes + before * p->row + p->lead;
    for (size_t i = 0; i < c->outHeight; i++) {
      size_t place = i * c->outWidth;
      NAME(copy_masked)(to + i * p->row, kept ? kept + place : NULL, from + place, mask ? mask + place : NULL, c->outWidth);
    }
    if (mask) mask += area;
    if (kept) kept += area;
    if (!sums) continue;
    Vector lanes = {0};
    for (size_t q = 0; q < (c->outHeight - 1) * p->row + c->outWidth; q += LANES) lanes += *(const Shifted *)(to + q);
    REAL sum = 0;
    for (size_t l = 0; l < LANES; l++) sum += lanes[l];
    sums[channel] += sum;
  }
}

void JOIN(dk_convolutionBoth, SUFFIX)(const dk_convolution *c, const void *px, const void *pdy, const void *mask, const void *packed, const void *addend, void *kept, void *pdx, void *parts, void *biasParts, size_t first, size_t last) {
  Plan px_plan = input_plan(c), p = result_plan(c);
  join_plans(c, &px_plan, &p, LANES);
  size_t k = c->inputs * c->kernelHeight * c->kernelWidth, terms = c->outputs * c->kernelHeight * c->kernelWidth;
  size_t outputs = c->groups * c->outputs, units = dk_convolutionWeight_units(c);
  size_t count = ((c->outHeight - 1) * p.row + c->outWidth + LANES - 1) / LANES;
  size_t inCount = ((c->height - 1) * p.row + c->width + LANES - 1) / LANES, stride = inCount * LANES;
  size_t together = together_in_cache(count * LANES, px_plan.elements + p.elements);
  REAL *out = dk_scratch((c->inputs * stride + together * (px_plan.elements + p.elements)) * sizeof(REAL) + (k + terms) * sizeof(size_t));
  size_t *offset = (size_t *)(out + c->inputs * stride), *shift = offset + k;
  REAL *planes = (REAL *)(shift + terms), *rows = planes + together * px_plan.elements;
  memset(planes, 0, together * (px_plan.elements + p.elements) * sizeof(REAL));
  NAME(input_offsets)(c, &px_plan, offset);
  NAME(phase_terms)(c, &p, 0, 0, NULL, shift);
  size_t input = c->inputs * c->height * c->width, result = c->outputs * c->outHeight * c->outWidth;
  size_t base = (p.reach - c->top) * p.row + p.lead;
  for (size_t unit = first; unit < last; unit++) {
    REAL *sum = (REAL *)parts + unit * outputs * k, *bias = biasParts ? (REAL *)biasParts + unit * outputs : NULL;
    memset(sum, 0, outputs * k * sizeof(REAL));
    if (bias) memset(bias, 0, outputs * sizeof(REAL));
    size_t end = c->batch * (unit + 1) / units;
    for (size_t n = c->batch * unit / units, taken; n < end; n += taken) {
      taken = least(together, end - n);
      for (size_t g = 0; g < c->groups; g++) {
        for (size_t j = 0; j < taken; j++) {
          size_t sample = (n + j) * c->groups + g;
          REAL *here = rows + j * p.elements;
          NAME(fill_input)(c, &px_plan, (const REAL *)px + sample * input, planes + j * px_plan.elements, 0);
          NAME(fill_masked)(c, &p, (const REAL *)pdy + sample * result, mask ? (const REAL *)mask + sample * result : NULL, kept ? (REAL *)kept + sample * result : NULL, here, bias ? bias + g * c->outputs : NULL);
          if (!pdx) continue;
          NAME(shifted_product)(c->form, (const REAL *)packed + g * c->inputs * terms, here, shift, terms, out, c->inputs, stride, inCount);
          for (size_t i = 0; i < c->inputs; i++) {
            size_t place = sample * input + i * c->height * c->width;
            NAME(store_rows)(out + i * stride, p.row, (REAL *)pdx + place, addend ? (const REAL *)addend + place : NULL, c->height, c->width, 0, 0);
          }
        }
        NAME(dot_products)(c->form, rows + base, p.plane, p.elements, planes, offset, px_plan.elements, c->outputs, k, taken, count, sum + g * c->outputs * k);
      }
    }
  }
}
