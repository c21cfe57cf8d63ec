#include "ringbuf.h"

#include <string.h>

#include "minicheck.h"

static void test_data_comes_out_in_order_across_the_edge(void)
{
    struct ringbuf ring;
    uint8_t storage[8];
    char out[8] = "";

    CHECK(ringbuf_init(&ring, storage, sizeof storage));
    CHECK(ringbuf_write(&ring, "abcdef", 6) == 6);
    CHECK(ringbuf_read(&ring, out, 4) == 4);
    CHECK(ringbuf_write(&ring, "ghijkl", 6) == 6);
    CHECK(ringbuf_read(&ring, out, 8) == 8);
    CHECK(memcmp(out, "efghijkl", 8) == 0);
}

static void test_a_full_buffer_takes_no_more(void)
{
    struct ringbuf ring;
    uint8_t storage[4];

    ringbuf_init(&ring, storage, sizeof storage);
    CHECK(ringbuf_write(&ring, "abcdef", 6) == 4);
    CHECK(ringbuf_free(&ring) == 0);
}

int main(void)
{
    struct ringbuf ring;

    CHECK(!ringbuf_init(&ring, NULL, 6));
    test_data_comes_out_in_order_across_the_edge();
    test_a_full_buffer_takes_no_more();
    return MINICHECK_RESULT();
}
