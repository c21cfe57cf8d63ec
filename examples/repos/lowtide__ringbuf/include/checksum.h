#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Fletcher's checksum: notices swapped bytes, which a plain sum does not. */
uint16_t checksum_fletcher16(const void *data, size_t count);

#endif
