// Rows of a table by their numbers, forward and back.
#ifndef DK_LOOKUP_H
#define DK_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

/// y[i] = table[rows[i]], each row `bytes` long.
void dk_lookup(const void *table, const int64_t *rows, void *y, size_t count, size_t bytes);

/// table[rows[i]] += g[i] in the order of i, over `width` numbers; a row `skipped` is left alone.
void dk_lookupPullback_f32(const void *g, const int64_t *rows, void *table, size_t count, size_t width, int64_t skipped);
void dk_lookupPullback_f64(const void *g, const int64_t *rows, void *table, size_t count, size_t width, int64_t skipped);

/// x[i] + 1.
void dk_increment_i64(const int64_t *x, int64_t *y, size_t n);
#endif
