// Where pixels stand in the copy of an image that a convolution works on (see convolution.h).
#ifndef DK_CONVOLUTION_PLAN_H
#define DK_CONVOLUTION_PLAN_H

#include "convolution.h"

// The copy of the rows that are worked on at once, all channels of a group, in elements: half of a
// usual second-level cache.
enum { BAND_ELEMENTS = 1 << 17, LARGEST_STRIDE = 64 };

typedef struct {
  size_t phases;          // planes for each channel
  size_t row;             // from one row of a plane to the next: data, then zeros
  size_t reach;           // how many rows a kernel reaches beyond the first
  size_t lead;            // zeros before a plane's first row
  size_t firstRow, rows;  // the rows that are asked for, over all bands
  size_t band, bands;     // rows of a band, and how many bands
  size_t plane;           // from one plane to the next
  size_t elements;        // of all planes of a group, with room behind for a vector too far
} Plan;

// The column of phase s at which the image's first pixel of that phase stands.
static inline size_t first_place(size_t padding, size_t stride, size_t s) {
  return padding > s ? (padding - s + stride - 1) / stride : 0;
}

// How many places of phase s the image has, those before its first pixel included.
static inline size_t end_place(size_t length, size_t padding, size_t stride, size_t s) {
  size_t end = length + padding;
  return end > s ? (end - s + stride - 1) / stride : 0;
}

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t greatest(size_t a, size_t b) { return a > b ? a : b; }

// Bands of rows that fit a cache, and enough of them for several threads when the batch is small.
static inline void cut_bands(Plan *p, size_t batch, size_t channels) {
  size_t line = p->row * p->phases * channels;
  size_t fits = BAND_ELEMENTS / (line ? line : 1);
  size_t band = fits > 2 * p->reach ? fits - p->reach : greatest(p->reach, 1);
  size_t wanted = batch >= 8 ? 1 : 8;
  size_t share = greatest((p->rows + wanted - 1) / wanted, greatest(p->reach, 4));
  p->band = greatest(1, least(p->rows, least(band, share)));
  p->bands = (p->rows + p->band - 1) / p->band;
  p->plane = (p->band + p->reach) * p->row + p->lead;
  p->elements = channels * p->phases * p->plane + p->row + p->lead + 64;
}

// Of the input, as the result and the weight's gradient read it. Phase (r, s) holds the rows
// r, r + strideHeight, … and the columns s, s + strideWidth, … of the padded image; tap (k, l) reads
// phase (k dilation mod stride) shifted by (k dilation div stride).
static inline Plan input_plan(const dk_convolution *c) {
  Plan p = {0};
  p.phases = c->strideHeight * c->strideWidth;
  p.reach = (c->kernelHeight - 1) * c->dilationHeight / c->strideHeight;
  size_t across = (c->kernelWidth - 1) * c->dilationWidth / c->strideWidth;
  p.row = c->outWidth;
  for (size_t s = 0; s < c->strideWidth; s++) {
    size_t from = first_place(c->left, c->strideWidth, s);
    size_t to = least(end_place(c->width, c->left, c->strideWidth, s), c->outWidth + across);
    p.lead = greatest(p.lead, from);
    p.row = greatest(p.row, to);
    if (c->outWidth + across > from) p.row = greatest(p.row, c->outWidth + across - from);
  }
  p.rows = c->outHeight;
  cut_bands(&p, c->batch, c->inputs);
  return p;
}

// Of the result's gradient, as the input's gradient reads it: place (i, j) of phase (r, s) of the
// input is Σ dy[i - (k dilation div stride), …] w over the taps of that phase. `lead` are the zeros
// before a row's first pixel.
static inline Plan result_plan(const dk_convolution *c) {
  Plan p = {0};
  p.phases = 1;
  p.reach = (c->kernelHeight - 1) * c->dilationHeight / c->strideHeight;
  size_t across = (c->kernelWidth - 1) * c->dilationWidth / c->strideWidth;
  size_t place = (size_t)-1;
  for (size_t s = 0; s < c->strideWidth; s++) {
    place = least(place, first_place(c->left, c->strideWidth, s));
    p.row = greatest(p.row, end_place(c->width, c->left, c->strideWidth, s));
  }
  p.lead = across > place ? across - place : 0;
  p.row = greatest(p.row, c->outWidth + p.lead);
  p.firstRow = c->top / c->strideHeight;
  size_t end = c->height ? (c->height - 1 + c->top) / c->strideHeight + 1 : 0;
  p.rows = end > p.firstRow ? end - p.firstRow : 0;
  cut_bands(&p, c->batch, c->outputs);
  return p;
}

// How many bands the weight's gradient takes together, so that its sums leave the registers rarely
// while four rows of the result's gradient stay in the nearest cache.
static inline size_t items_together(size_t stride) {
  return greatest(1, least(8, 2048 / greatest(stride, 1)));
}

// The same where so many elements are copied for each and are to stay in the second-level cache.
static inline size_t together_in_cache(size_t stride, size_t elements) {
  return greatest(1, least(items_together(stride), 2 * BAND_ELEMENTS / greatest(elements, 1)));
}

// Whether one copy of the result's gradient serves both gradients: without strides, of whole images.
static inline int is_joinable(const dk_convolution *c) {
  Plan in = input_plan(c), out = result_plan(c);
  return c->strideHeight == 1 && c->strideWidth == 1 && in.bands == 1 && out.bands == 1 && c->height > 0 && c->width > 0 && c->top <= out.reach && c->outHeight <= c->height + c->top;
}

// Rows of one length, and a vector's room behind every plane of the result's gradient.
static inline void join_plans(const dk_convolution *c, Plan *in, Plan *out, size_t lanes) {
  in->row = out->row = greatest(in->row, out->row);
  in->plane = (in->band + in->reach) * in->row + in->lead;
  out->plane = (out->band + out->reach) * out->row + out->lead + lanes;
  in->elements = c->inputs * in->plane + in->row + in->lead + 64;
  out->elements = c->outputs * out->plane + out->row + out->lead + 64;
}

#endif
