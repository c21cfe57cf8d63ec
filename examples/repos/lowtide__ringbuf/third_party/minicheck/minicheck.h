/* minicheck 0.4 - the whole of a test framework */
#ifndef MINICHECK_H
#define MINICHECK_H

#include <stdio.h>

static int minicheck_failures;

#define CHECK(condition)                                                  \
    do {                                                                  \
        if (!(condition)) {                                               \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);        \
            minicheck_failures++;                                         \
        }                                                                 \
    } while (0)

#define MINICHECK_RESULT() (minicheck_failures ? 1 : 0)

#endif
