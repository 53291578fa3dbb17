// CRC-32C, the checksum of records (Castagnoli's polynomial; RFC 3720, 12.1).
#ifndef DK_CRC32C_H
#define DK_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/// The checksum of what came before, whose own is `crc`, followed by `count` bytes; of nothing it is 0.
uint32_t dk_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The ways to compute it, all with the same result: by tables, and by the processor's instruction.
enum { DK_CRC32C_TABLES = 0, DK_CRC32C_INSTRUCTION = 1 };

/// The same by one of the ways; a processor without the instruction uses the tables.
uint32_t dk_crc32c_by(int way, uint32_t crc, const void *bytes, size_t count);

/// The way that `dk_crc32c` takes.
int dk_crc32c_way(void);

#endif
