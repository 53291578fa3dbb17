#ifndef DK_TRANSCENDENTAL_TABLES_H
#define DK_TRANSCENDENTAL_TABLES_H

#include <stdint.h>

extern const uint64_t dk_two_over_pi[20];

#endif
