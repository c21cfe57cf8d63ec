#include "checksum.h"

uint16_t checksum_fletcher16(const void *data, size_t count)
{
    const uint8_t *bytes = data;
    uint16_t sum = 0, sum_of_sums = 0;

    for (size_t i = 0; i < count; i++) {
        sum = (sum + bytes[i]) % 255;
        sum_of_sums = (sum_of_sums + sum) % 255;
    }
    return (uint16_t)(sum_of_sums << 8 | sum);
}
