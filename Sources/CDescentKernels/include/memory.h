// Memory for tensors, and the one word that each thread keeps for its tape.
#ifndef DK_MEMORY_H
#define DK_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/// Uninitialized memory for `bytes` bytes, aligned to 64 bytes from 1 KiB on and to 16 below.
/// Never null: running out of memory aborts with a message.
/// Blocks of 64 KiB and more come from a cache of freed ones, so that a training loop does not
/// ask the system for the same pages at each step.
void *dk_allocate(size_t bytes);

/// Gives back what `dk_allocate(bytes)` returned; `bytes` must be the same.
void dk_deallocate(void *memory, size_t bytes);

/// Asks for memory that is soon read and written, of a long run only the beginning: from there on the
/// processor sees by itself what comes next. An address that holds nothing does no harm.
static inline void dk_prefetch(const void *start, size_t bytes) {
  enum { CACHE_LINE = 64, MOST = 512 };
  uintptr_t first = (uintptr_t)start, end = first + (bytes < MOST ? bytes : MOST);
  for (uintptr_t line = first & ~(uintptr_t)(CACHE_LINE - 1); line < end; line += CACHE_LINE)
    __builtin_prefetch((const void *)line, 1);
}

/// How many times this thread called `dk_allocate`.
uint64_t dk_allocation_count(void);

/// How many bytes are in use in blocks of 1 KiB and more, in the whole process, and the most that ever
/// were since the last call of `dk_reset_peak`.
size_t dk_live_bytes(void);
size_t dk_peak_bytes(void);
void dk_reset_peak(void);

/// This thread's word: the tape that records, or null.
void *dk_thread_word(void);
/// Sets it; `end`, the same function at every call, is given the word when the thread ends.
void dk_set_thread_word(void *word, void (*end)(void *));

/// This thread's second word: the trace that notes the kernels it launches, or null.
extern _Thread_local void *dk_trace_word;
/// It is read at every launch, so that it must cost no call.
static inline void *dk_trace(void) { return dk_trace_word; }
static inline void dk_set_trace(void *trace) { dk_trace_word = trace; }

#endif
