#include "rule_subnormals.h"

#if defined(__x86_64__)
#include <immintrin.h>

uint64_t dk_floating_point_control(void) { return _mm_getcsr(); }

void dk_restore_subnormals(uint64_t before) { _mm_setcsr((unsigned)before); }

uint64_t dk_flush_subnormals(void) {
  enum { FLUSH_TO_ZERO = 1 << 15, DENORMALS_ARE_ZERO = 1 << 6 };
  uint64_t before = dk_floating_point_control();
  dk_restore_subnormals(before | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
  return before;
}
#elif defined(__aarch64__)
uint64_t dk_floating_point_control(void) {
  uint64_t value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(value));
  return value;
}

void dk_restore_subnormals(uint64_t before) {
  __asm__ volatile("msr fpcr, %0" : : "r"(before) : "memory");
}

uint64_t dk_flush_subnormals(void) {
  uint64_t before = dk_floating_point_control();
  dk_restore_subnormals(before | (UINT64_C(1) << 24));
  return before;
}
#else
uint64_t dk_floating_point_control(void) { return 0; }
void dk_restore_subnormals(uint64_t before) { (void)before; }
uint64_t dk_flush_subnormals(void) { return 0; }
#endif
