#ifndef DK_RULE_RPROP_H
#define DK_RULE_RPROP_H

#include <stddef.h>
#include <stdint.h>

/// Rprop without backtracking, with the order of operations of torch:
///
///     g = sign g,   k = g q
///     s = clamp(s (k > 0 ? etaPlus : k < 0 ? etaMinus : 1), least, greatest)
///     g = k < 0 ? 0 : g
///     p = p - sgn(g) s
///     q = g
typedef struct {
  double sign, etaMinus, etaPlus, least, greatest;
} dk_rprop;
void dk_rprop_f32(dk_rprop c, void *p, const void *g, void *q, void *s, size_t n);
void dk_rprop_f64(dk_rprop c, void *p, const void *g, void *q, void *s, size_t n);

#endif
