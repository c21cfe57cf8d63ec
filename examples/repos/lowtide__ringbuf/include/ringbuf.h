#ifndef RINGBUF_H
#define RINGBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A queue of bytes over storage that the caller owns.  One reader and one writer. */
struct ringbuf {
    uint8_t *data;
    size_t capacity; /* a power of two */
    size_t head;     /* bytes written since the start */
    size_t tail;     /* bytes read since the start */
};

/* False where the capacity is not a power of two. */
bool ringbuf_init(struct ringbuf *ring, uint8_t *storage, size_t capacity);

size_t ringbuf_used(const struct ringbuf *ring);
size_t ringbuf_free(const struct ringbuf *ring);

/* Both copy as much as fits and return how many bytes that was. */
size_t ringbuf_write(struct ringbuf *ring, const void *from, size_t count);
size_t ringbuf_read(struct ringbuf *ring, void *to, size_t count);

#endif
