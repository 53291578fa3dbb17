#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "../include/product.h"

// The block of this thread, and its size.
static _Thread_local void *block;
static _Thread_local size_t held;

static pthread_key_t key;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make_key(void) {
  if (pthread_key_create(&key, free) != 0) abort();
}

void *dk_scratch(size_t bytes) {
  if (bytes <= held) return block;
  pthread_once(&made, make_key);
  free(block);
  size_t rounded = (bytes + bytes / 4 + 4095) / 4096 * 4096;
  if (posix_memalign(&block, 64, rounded) != 0) {
    fprintf(stderr, "Descent: out of memory: %zu bytes were asked for\n", rounded);
    abort();
  }
  held = rounded;
  // The thread's end frees it.
  pthread_setspecific(key, block);
  return block;
}
