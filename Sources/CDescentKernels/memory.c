#include "memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

// Large blocks are rounded up to a quarter of a power of two: at most a fifth is wasted, and blocks
// of nearly the same size can stand in for one another.
enum { SMALLEST_LARGE = 1 << 16, CLASSES = 4 * 48, KEPT_BYTES = 1 << 30 };

typedef struct Block { struct Block *next; } Block;

static Block *kept[CLASSES];
static size_t kept_bytes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
// Counted for each thread alone: one counter for all would cost more than the allocation.
static _Thread_local uint64_t allocations;

static int size_class(size_t bytes, size_t *rounded) {
  int power = 63 - __builtin_clzll((unsigned long long)bytes);  // 2^power <= bytes
  size_t quarter = (size_t)1 << (power - 2);
  size_t steps = (bytes + quarter - 1) / quarter;  // 4...8 quarters
  *rounded = steps * quarter;
  return (power - 16) * 4 + (int)(steps - 4);
}

static void *from_system(size_t bytes, size_t alignment) {
  void *memory = NULL;
  if (alignment <= 16) {
    memory = malloc(bytes ? bytes : 1);
  } else if (posix_memalign(&memory, alignment, bytes) != 0) {
    memory = NULL;
  }
  if (memory == NULL) {
    fprintf(stderr, "Descent: out of memory: %zu bytes were asked for\n", bytes);
    abort();
  }
  return memory;
}

// Smaller blocks are not counted: it would cost them more than it tells.
enum { SMALLEST_COUNTED = 1024 };
static atomic_size_t live, peak;

static void count(size_t bytes) {
  size_t now = atomic_fetch_add_explicit(&live, bytes, memory_order_relaxed) + bytes;
  size_t most = atomic_load_explicit(&peak, memory_order_relaxed);
  while (now > most &&
         !atomic_compare_exchange_weak_explicit(&peak, &most, now, memory_order_relaxed, memory_order_relaxed)) {
  }
}

size_t dk_live_bytes(void) { return atomic_load_explicit(&live, memory_order_relaxed); }
size_t dk_peak_bytes(void) { return atomic_load_explicit(&peak, memory_order_relaxed); }
void dk_reset_peak(void) { atomic_store_explicit(&peak, dk_live_bytes(), memory_order_relaxed); }

void *dk_allocate(size_t bytes) {
  allocations++;
  if (bytes >= SMALLEST_COUNTED) count(bytes);
  if (bytes < SMALLEST_LARGE) return from_system(bytes, bytes < 1024 ? 16 : 64);
  size_t rounded;
  int class = size_class(bytes, &rounded);
  Block *block = NULL;
  if (class < CLASSES) {
    pthread_mutex_lock(&lock);
    block = kept[class];
    if (block) {
      kept[class] = block->next;
      kept_bytes -= rounded;
    }
    pthread_mutex_unlock(&lock);
  }
  return block ? block : from_system(rounded, 64);
}

void dk_deallocate(void *memory, size_t bytes) {
  if (bytes >= SMALLEST_COUNTED) atomic_fetch_sub_explicit(&live, bytes, memory_order_relaxed);
  if (bytes >= SMALLEST_LARGE) {
    size_t rounded;
    int class = size_class(bytes, &rounded);
    if (class < CLASSES) {
      pthread_mutex_lock(&lock);
      if (kept_bytes + rounded <= KEPT_BYTES) {
        Block *block = memory;
        block->next = kept[class];
        kept[class] = block;
        kept_bytes += rounded;
        memory = NULL;
      }
      pthread_mutex_unlock(&lock);
    }
  }
  free(memory);
}

uint64_t dk_allocation_count(void) {
  return allocations;
}

static _Thread_local void *thread_word;

void *dk_thread_word(void) { return thread_word; }

_Thread_local void *dk_trace_word;

static pthread_key_t key;
static pthread_once_t made = PTHREAD_ONCE_INIT;
static void (*at_end)(void *);

static void finish(void *word) {
  thread_word = NULL;
  pthread_mutex_lock(&lock);
  void (*end)(void *) = at_end;
  pthread_mutex_unlock(&lock);
  end(word);
}

static void make_key(void) {
  if (pthread_key_create(&key, finish) != 0) abort();
}

void dk_set_thread_word(void *word, void (*end)(void *)) {
  pthread_mutex_lock(&lock);
  at_end = end;
  pthread_mutex_unlock(&lock);
  pthread_once(&made, make_key);
  pthread_setspecific(key, word);
  thread_word = word;
}
