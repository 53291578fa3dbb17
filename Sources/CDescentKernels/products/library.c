#pragma STDC FP_CONTRACT OFF
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/rule_forms.h"

static dk_product_library found;
static int is_found;
static pthread_once_t looked = PTHREAD_ONCE_INIT;

static void *symbol(void *library, const char *name) { return dlsym(library, name); }

#if defined(__APPLE__)
// Accelerate computes with the matrix units of the processor; it is asked to leave threads to us.
static void look(void) {
  void *library = dlopen("/System/Library/Frameworks/Accelerate.framework/Accelerate", RTLD_LAZY | RTLD_LOCAL);
  if (!library) return;
  found.f32 = (dk_sgemm)symbol(library, "cblas_sgemm");
  found.f64 = (dk_dgemm)symbol(library, "cblas_dgemm");
  int (*set_threading)(unsigned) = (int (*)(unsigned))symbol(library, "BLASSetThreading");
  enum { SINGLE_THREADED = 1 };
  if (set_threading) set_threading(SINGLE_THREADED);
  snprintf(found.name, sizeof found.name, "Accelerate");
  is_found = found.f32 && found.f64;
}
#else
static void *open_library(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblasp.so.0", "libopenblas.so"};
  for (int i = 0; i < 3; i++) {
    void *library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (library) return library;
  }
  return NULL;
}

static const char *text(void *library, const char *name) {
  char *(*function)(void) = (char *(*)(void))symbol(library, name);
  const char *result = function ? function() : NULL;
  return result ? result : "";
}

// Opens the library with a word to it in the environment, unless a person has said that word.
static void *open_told(const char *name, const char *value) {
  int is_said = getenv(name) != NULL;
  if (!is_said) setenv(name, value, 1);
  void *library = open_library();
  if (!is_said) unsetenv(name);
  return library;
}

// A processor newer than the library is taken for the oldest of its kind, or for one without the wide
// vectors that it has: up to five times slower. Then the library is told what it can use.
static void *open_for_this_processor(void) {
  // It would start threads of its own, which spin for a while.
  void *library = open_told("OPENBLAS_NUM_THREADS", "1");
  if (!library || getenv("OPENBLAS_CORETYPE")) return library;
  const char *core = text(library, "openblas_get_corename"), *better = NULL;
  int widest = dk_widest_form(), is_old = !strcmp(core, "Prescott") || !strcmp(core, "Core2") || !strcmp(core, "Nehalem");
  if (widest == DK_FORM_AVX512 && (is_old || !strcmp(core, "Haswell"))) better = "SkylakeX";
  else if (widest == DK_FORM_AVX2 && is_old) better = "Haswell";
  if (!better) return library;
  dlclose(library);
  return open_told("OPENBLAS_CORETYPE", better);
}

static void look(void) {
  void *library = open_for_this_processor();
  if (!library) return;
  void (*set_threads)(int) = (void (*)(int))symbol(library, "openblas_set_num_threads");
  found.f32 = (dk_sgemm)symbol(library, "cblas_sgemm");
  found.f64 = (dk_dgemm)symbol(library, "cblas_dgemm");
  if (!set_threads || !found.f32 || !found.f64) return;
  // Its own threads would sum in another order for each number of them.
  set_threads(1);
  // "OpenBLAS 0.3.21 ..."
  char version[32] = "";
  sscanf(text(library, "openblas_get_config"), "OpenBLAS %31s", version);
  snprintf(found.name, sizeof found.name, "OpenBLAS%s%.20s", *version ? " " : "", version);
  const char *core = text(library, "openblas_get_corename");
  if (*core) {
    size_t length = strlen(found.name);
    snprintf(found.name + length, sizeof found.name - length, " (%.20s)", core);
  }
  is_found = 1;
}
#endif

const dk_product_library *dk_library(void) {
  pthread_once(&looked, look);
  return is_found ? &found : NULL;
}

static atomic_int chosen;

static int best_backend(void) {
  const char *wish = getenv("DESCENT_BLAS");
  if (wish && !strcmp(wish, "embedded")) return DK_BACKEND_EMBEDDED;
  return dk_library() ? DK_BACKEND_LIBRARY : DK_BACKEND_EMBEDDED;
}

int dk_product_backend(void) {
  int backend = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (backend == DK_BACKEND_BEST) {
    backend = best_backend();
    atomic_store_explicit(&chosen, backend, memory_order_relaxed);
  }
  return backend;
}

int dk_product_has_library(void) { return dk_library() != NULL; }

int dk_product_choose_backend(int backend) {
  if (backend == DK_BACKEND_LIBRARY && !dk_library()) return 0;
  atomic_store_explicit(&chosen, backend == DK_BACKEND_BEST ? best_backend() : backend, memory_order_relaxed);
  return 1;
}

const char *dk_product_backend_name(void) {
  return dk_product_backend() == DK_BACKEND_LIBRARY ? dk_library()->name : "embedded";
}
