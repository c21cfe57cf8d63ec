#include "ringbuf.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

bool ringbuf_init(struct ringbuf *ring, uint8_t *storage, size_t capacity)
{
    if (capacity == 0 || (capacity & (capacity - 1)) != 0)
        return false;
    *ring = (struct ringbuf){ .data = storage, .capacity = capacity };
    return true;
}

size_t ringbuf_used(const struct ringbuf *ring)
{
    return ring->head - ring->tail;
}

size_t ringbuf_free(const struct ringbuf *ring)
{
    return ring->capacity - ringbuf_used(ring);
}

size_t ringbuf_write(struct ringbuf *ring, const void *from, size_t count)
{
    count = smaller(count, ringbuf_free(ring));
    size_t at = ring->head & (ring->capacity - 1);
    size_t first = smaller(count, ring->capacity - at);
    memcpy(ring->data + at, from, first);
    memcpy(ring->data, (const uint8_t *)from + first, count - first);
    ring->head += count;
    return count;
}

size_t ringbuf_read(struct ringbuf *ring, void *to, size_t count)
{
    count = smaller(count, ringbuf_used(ring));
    size_t at = ring->tail & (ring->capacity - 1);
    size_t first = smaller(count, ring->capacity - at);
    memcpy(to, ring->data + at, first);
    memcpy((uint8_t *)to + first, ring->data, count - first);
    ring->tail += count;
    return count;
}
