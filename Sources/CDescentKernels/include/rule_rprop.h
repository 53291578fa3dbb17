#ifndef DK_RULE_RPROP_H
#define DK_RULE_RPROP_H

#include "rule_run.h"

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
DK_RULE(rprop)

#endif
