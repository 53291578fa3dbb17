#include "crc32c.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define INSTRUCTION __attribute__((target("sse4.2")))
#elif defined(__aarch64__)
#include <arm_acle.h>
#define INSTRUCTION __attribute__((target("crc")))
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

// Polynomials over GF(2) with the power of x that a bit stands for reversed: bit 31 is x^0.
static const uint32_t POLYNOMIAL = 0x82f63b78u, ONE = 0x80000000u;

static uint32_t times_x(uint32_t a) { return a & 1 ? a >> 1 ^ POLYNOMIAL : a >> 1; }

// a b modulo the polynomial.
static uint32_t product(uint32_t a, uint32_t b) {
  uint32_t sum = 0;
  for (uint32_t bit = ONE; bit; bit >>= 1, b = times_x(b))
    if (a & bit) sum ^= b;
  return sum;
}

// x^(8 count) modulo the polynomial: what a checksum is multiplied by when `count` zeros follow.
static uint32_t power(size_t count) {
  uint32_t result = ONE, square = ONE >> 8;
  for (; count; count >>= 1, square = product(square, square))
    if (count & 1) result = product(result, square);
  return result;
}

// The instruction takes three cycles, and another can start in each: three runs at a time, of one of
// these lengths, are put together at their ends.
enum { LONG = 8192, SHORT = 256 };

static uint32_t slices[8][256];
static uint32_t past_long[4][256], past_short[4][256];
static int has_instruction;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make_product(uint32_t table[4][256], uint32_t factor) {
  for (int place = 0; place < 4; place++)
    for (uint32_t byte = 0; byte < 256; byte++) table[place][byte] = product(byte << 8 * place, factor);
}

static void make(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = times_x(crc);
    slices[0][byte] = crc;
  }
  for (int slice = 1; slice < 8; slice++)
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = slices[slice - 1][byte];
      slices[slice][byte] = before >> 8 ^ slices[0][before & 255];
    }
  make_product(past_long, power(LONG));
  make_product(past_short, power(SHORT));
#if defined(__x86_64__)
  __builtin_cpu_init();
  has_instruction = __builtin_cpu_supports("sse4.2") != 0;
#elif defined(__aarch64__) && defined(__linux__)
  enum { HAS_CRC32 = 1 << 7 };
  has_instruction = (getauxval(AT_HWCAP) & HAS_CRC32) != 0;
#elif defined(__aarch64__)
  has_instruction = 1;  // Every one of Apple's has it.
#endif
}

static inline uint64_t word(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

// Eight bytes at a time, each through the table of its place (M. Kounavis, F. Berry, "A systematic
// approach to building high performance software-based CRC generators", 2005).
static uint32_t by_tables(uint32_t crc, const uint8_t *bytes, size_t count) {
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t next = word(bytes) ^ crc;
    crc = 0;
    for (int place = 0; place < 8; place++) crc ^= slices[7 - place][next >> 8 * place & 255];
  }
  for (; count; bytes++, count--) crc = crc >> 8 ^ slices[0][(crc ^ *bytes) & 255];
  return crc;
}

#ifdef INSTRUCTION
#if defined(__x86_64__)
#define TAKE_8(crc, bytes) (uint32_t)_mm_crc32_u64(crc, word(bytes))
#define TAKE_1(crc, byte) _mm_crc32_u8(crc, byte)
#else
#define TAKE_8(crc, bytes) __crc32cd(crc, word(bytes))
#define TAKE_1(crc, byte) __crc32cb(crc, byte)
#endif

static inline uint32_t past(uint32_t table[4][256], uint32_t crc) {
  return table[0][crc & 255] ^ table[1][crc >> 8 & 255] ^ table[2][crc >> 16 & 255] ^ table[3][crc >> 24];
}

INSTRUCTION static uint32_t by_instruction(uint32_t crc, const uint8_t *bytes, size_t count) {
  for (int is_long = 1; is_long >= 0; is_long--) {
    size_t length = is_long ? LONG : SHORT;
    for (; count >= 3 * length; bytes += 3 * length, count -= 3 * length) {
      uint32_t second = 0, third = 0;
      for (size_t i = 0; i < length; i += 8) {
        crc = TAKE_8(crc, bytes + i);
        second = TAKE_8(second, bytes + length + i);
        third = TAKE_8(third, bytes + 2 * length + i);
      }
      crc = past(is_long ? past_long : past_short, crc) ^ second;
      crc = past(is_long ? past_long : past_short, crc) ^ third;
    }
  }
  for (; count >= 8; bytes += 8, count -= 8) crc = TAKE_8(crc, bytes);
  for (; count; bytes++, count--) crc = TAKE_1(crc, *bytes);
  return crc;
}
#endif

int dk_crc32c_way(void) {
  pthread_once(&made, make);
  return has_instruction ? DK_CRC32C_INSTRUCTION : DK_CRC32C_TABLES;
}

uint32_t dk_crc32c_by(int way, uint32_t crc, const void *bytes, size_t count) {
  if (dk_crc32c_way() == DK_CRC32C_TABLES) way = DK_CRC32C_TABLES;
#ifdef INSTRUCTION
  if (way == DK_CRC32C_INSTRUCTION) return ~by_instruction(~crc, bytes, count);
#endif
  return ~by_tables(~crc, bytes, count);
}

uint32_t dk_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return dk_crc32c_by(DK_CRC32C_INSTRUCTION, crc, bytes, count);
}
