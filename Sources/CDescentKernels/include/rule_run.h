// What the optimizers' update kernels have in common: each is one pass over a parameter's memory.
//
// Each rule is written once, as an equation for one element, and compiled for float and double and
// for three vector widths. Every operation is rounded separately, in the order that torch's
// for-loop implementation has, so that all forms give the same bits as torch does without fused
// multiply-adds. Coefficients arrive in double and are rounded once.
#ifndef DK_RULE_RUN_H
#define DK_RULE_RUN_H

#include <stddef.h>
#include <stdint.h>

/// The most buffers that a rule keeps for a parameter.
enum { DK_SLOTS = 6 };

/// A run of elements of one parameter, as a rule's kernel takes it: the weights, the gradient, and the
/// rule's buffers in the order of its slots.
typedef struct {
  void *weights;
  const void *gradient;
  void *slots[DK_SLOTS];
  size_t count;
} dk_run;

/// The kernel of a rule whose coefficients are a `dk_name`.
#define DK_RULE(name) \
  void dk_##name##_f32(dk_##name c, dk_run at); \
  void dk_##name##_f64(dk_##name c, dk_run at);

#endif
