// CLONES: one loop, compiled for several vector widths and chosen when the program starts.
#ifndef DK_CLONES_H
#define DK_CLONES_H

#include <stddef.h>
#include <stdint.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif

// Under the thread sanitizer the choice would run before its runtime is up, and crash.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

// EACH_ALONE: before a loop whose every step depends on no other one, also where it writes over what it
// reads. A compiler that does not know tests for an overlap first, and takes what is written over its
// own place step by step.
#ifdef __clang__
#define EACH_ALONE _Pragma("clang loop vectorize(assume_safety)")
#else
#define EACH_ALONE
#endif

#endif
