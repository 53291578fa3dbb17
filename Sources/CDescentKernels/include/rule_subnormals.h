#ifndef DK_RULE_SUBNORMALS_H
#define DK_RULE_SUBNORMALS_H

#include <stdint.h>

/// Makes this thread take subnormal numbers for zero and write zero for them: FTZ and DAZ of MXCSR on
/// x86-64, FZ of FPCR on arm64; nothing elsewhere.
///
/// Returns what `dk_restore_subnormals` takes to undo it: the whole control register.
uint64_t dk_flush_subnormals(void);
void dk_restore_subnormals(uint64_t before);
/// The thread's control register: for tests.
uint64_t dk_floating_point_control(void);

#endif
