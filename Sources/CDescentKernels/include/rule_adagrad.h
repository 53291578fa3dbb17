#ifndef DK_RULE_ADAGRAD_H
#define DK_RULE_ADAGRAD_H

#include <stddef.h>
#include <stdint.h>

/// Adagrad, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     s = s + g g
///     p = p - (stepSize g) / (sqrt(s) + epsilon)
typedef struct {
  double sign, weightDecay, stepSize, epsilon;
} dk_adagrad;
void dk_adagrad_f32(dk_adagrad c, void *p, const void *g, void *s, size_t n);
void dk_adagrad_f64(dk_adagrad c, void *p, const void *g, void *s, size_t n);

#endif
