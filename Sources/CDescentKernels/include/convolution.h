// Convolution over two axes: the result and both gradients, without a buffer of patches.
//
// Shifts instead of patches: an image is copied into rows with zeros between them, once for every
// phase of the stride, such that each tap of the kernel is one constant shift of the whole image.
// The product then reads its second factor in place, vectors of neighbouring pixels at a shift, and
// a few of the pixels that it computes fall between two rows and are dropped.
//
// These may use fused multiply-adds: the same bits for one machine and build, whatever the number of
// threads.
#ifndef DK_CONVOLUTION_H
#define DK_CONVOLUTION_H

#include <stddef.h>

/// The sizes of a convolution of x [batch, groups inputs, height, width] with a weight
/// w [groups outputs, inputs, kernelHeight, kernelWidth]:
///
///   y[n, o, i, j] = Σ w[o, c, k, l] x[n, c, i strideHeight + k dilationHeight - top, …],
///
/// where x is 0 outside its bounds. All but `top` and `left` are at least 1, but for `batch`,
/// `height` and `width`, which may be 0.
typedef struct {
  size_t batch, groups, inputs, outputs;
  size_t height, width, outHeight, outWidth;
  size_t kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth;
  size_t top, left;
  /// A vector form (`DK_FORM_...`), or 0 for the widest. All that have fused multiply-adds give the same
  /// bits.
  int form;
} dk_convolution;

/// How many pieces the work of the result and of the input's gradient falls into; each writes its
/// own part of the result.
size_t dk_convolution_units(const dk_convolution *c);
size_t dk_convolutionInput_units(const dk_convolution *c);

/// The weight in the order in which the product reads it, for the result and for the input's
/// gradient; as many elements as the weight has.
void dk_convolution_pack_f32(const dk_convolution *c, const void *w, void *packed);
void dk_convolution_pack_f64(const dk_convolution *c, const void *w, void *packed);
void dk_convolutionInput_pack_f32(const dk_convolution *c, const void *w, void *packed);
void dk_convolutionInput_pack_f64(const dk_convolution *c, const void *w, void *packed);

/// The pieces `first` to `last` of y, to which a bias for each output is added if it is not null, and
/// then `addend`, of the shape of y, if it is not null; then, if `relu` says so, it is cut at 0.
void dk_convolution_f32(const dk_convolution *c, const void *x, const void *packed, const void *bias, const void *addend, int relu, void *y, size_t first, size_t last);
void dk_convolution_f64(const dk_convolution *c, const void *x, const void *packed, const void *bias, const void *addend, int relu, void *y, size_t first, size_t last);

/// The pieces `first` to `last` of the input's gradient for the result's.
void dk_convolutionInput_f32(const dk_convolution *c, const void *dy, const void *packed, void *dx, size_t first, size_t last);
void dk_convolutionInput_f64(const dk_convolution *c, const void *dy, const void *packed, void *dx, size_t first, size_t last);

/// How many pieces the weight's gradient is summed in. Each has a part of its own of the size of the
/// weight, and the gradient is their sum in order.
size_t dk_convolutionWeight_units(const dk_convolution *c);
void dk_convolutionWeight_f32(const dk_convolution *c, const void *x, const void *dy, void *parts, size_t first, size_t last);
void dk_convolutionWeight_f64(const dk_convolution *c, const void *x, const void *dy, void *parts, size_t first, size_t last);
/// The input's, the weight's and the bias' gradient for the result's in one pass over it, if the sizes
/// allow it: the number of pieces, the same as the weight's, or 0.
///
/// Where `mask` is not null, the result's gradient counts only where that is above 0, and what counts
/// is written to `kept` if that is not null. `packed` is what dk_convolutionInput_pack makes; `addend`,
/// if not null, is added to `dx`, which may be null if it is not wanted; `biasParts` has a part of
/// `groups` x `outputs` numbers for each piece, or is null.
size_t dk_convolutionBoth_units(const dk_convolution *c);
void dk_convolutionBoth_f32(const dk_convolution *c, const void *x, const void *dy, const void *mask, const void *packed, const void *addend, void *kept, void *dx, void *parts, void *biasParts, size_t first, size_t last);
void dk_convolutionBoth_f64(const dk_convolution *c, const void *x, const void *dy, const void *mask, const void *packed, const void *addend, void *kept, void *dx, void *parts, void *biasParts, size_t first, size_t last);
/// The sum of the parts.
void dk_convolutionWeight_sum_f32(const void *parts, size_t units, void *dw, size_t count);
void dk_convolutionWeight_sum_f64(const void *parts, size_t units, void *dw, size_t count);

#endif
