#include "checksum.h"

#include "minicheck.h"

int main(void)
{
    CHECK(checksum_fletcher16("abcde", 5) == 0xC8F0);
    CHECK(checksum_fletcher16("ab", 2) != checksum_fletcher16("ba", 2));
    CHECK(checksum_fletcher16("", 0) == 0);
    return MINICHECK_RESULT();
}
