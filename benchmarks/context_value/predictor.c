/* Code lengths of bytes by context mixing, in whole numbers, with a way back.
 *
 * The bits of a byte are predicted one after the other.  Each of CONTEXTS contexts (the last bytes,
 * the identifier so far) has a counter for the next bit, and a match model follows the longest
 * recent repeat; a gated linear mixture of their logits is the probability, and learns from the bit
 * (Mahoney, "Adaptive weighing of context models for lossless data compression", 2005, and lpaq).
 * `mark` and `back` make all that was learnt between them undone: a line of counters is kept as it
 * was when it is first touched.
 *
 * tests/benchmarks/context_value/test_predictor.py has the same in plain Python.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXTS 7
#define INPUTS 20 /* two a context, three of the match, a constant, and two of padding */
#define SETS 4 /* of weights, by the length of the match */
#define LEAST_MATCH 6
#define MATCH_BITS 20
#define LENGTHS 64
#define MOST_SEEN 20 /* of a counter: from there on it forgets */
#define RATE 17 /* of learning: error times input, less so many bits */
#define MOST_WEIGHT (1 << 19)

typedef struct {
    uint16_t check, saved; /* of which context; since the mark */
    uint32_t counters[15]; /* by the bits of a nibble so far: 22 bits probability, 10 bits seen */
} Line;

typedef struct {
    uint64_t size, last, word, word_before; /* bytes seen; the last eight; hashes of identifiers */
    uint64_t match, length;
} Place;

typedef struct {
    int32_t weights[SETS][256][INPUTS];
    int32_t trust[LENGTHS]; /* that a match goes on, 16 bits, by its length */
} Learnt;

typedef struct { uint64_t index; Line line; } SavedLine;
typedef struct { uint32_t index, value; } SavedMatch;

typedef struct {
    Line *lines;
    uint8_t *history;
    uint32_t *matches;
    uint64_t capacity;
    int table_bits, marked;
    Place place, place_before;
    Learnt learnt, learnt_before;
    SavedLine *saved;
    SavedMatch *saved_matches;
    uint64_t saved_count, saved_room, match_count, match_room;
} Model;

static int16_t stretch_of[4096];
static uint16_t squash_of[65536];
static int32_t rate_of[MOST_SEEN + 1];

static void fill_tables(void) {
    for (int i = 0; i < 4096; i++) {
        double p = (i + 0.5) / 4096, logit = floor(256 * log(p / (1 - p)) + 0.5);
        stretch_of[i] = (int16_t)fmax(-2047, fmin(2047, logit));
    }
    for (int i = 0; i < 65536; i++) {
        double p = floor(65536 / (1 + exp(-(i - 32768) / 4096.0)) + 0.5);
        squash_of[i] = (uint16_t)fmax(16, fmin(65520, p));
    }
    for (int i = 0; i <= MOST_SEEN; i++) rate_of[i] = (int32_t)(65536 / (i + 1.3));
}

static uint64_t hash(uint64_t value, uint64_t salt) {
    value = (value + salt) * 0x9E3779B97F4A7C15u;
    value = (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9u;
    return value ^ (value >> 32);
}

void model_free(Model *m) {
    if (!m) return;
    free(m->lines), free(m->history), free(m->matches), free(m->saved), free(m->saved_matches);
    free(m);
}

/* A model with 2^table_bits lines of 64 bytes that can see `capacity` bytes; NULL without memory. */
Model *model_new(int table_bits, uint64_t capacity) {
    fill_tables();
    Model *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->table_bits = table_bits, m->capacity = capacity;
    m->lines = calloc((size_t)1 << table_bits, sizeof(Line));
    m->history = malloc(capacity);
    m->matches = calloc((size_t)1 << MATCH_BITS, sizeof(uint32_t));
    if (!m->lines || !m->history || !m->matches) return model_free(m), NULL;
    for (int set = 0; set < SETS; set++)
        for (int bits = 0; bits < 256; bits++)
            for (int i = 0; i < INPUTS; i++)
                m->learnt.weights[set][bits][i] = i < 2 * CONTEXTS && i % 2 ? 0 : 1 << 14;
    for (int i = 0; i < LENGTHS; i++) m->learnt.trust[i] = 49152;
    return m;
}

static int save_line(Model *m, uint64_t index) {
    if (m->saved_count == m->saved_room) {
        uint64_t room = m->saved_room ? 2 * m->saved_room : 1 << 16;
        SavedLine *more = realloc(m->saved, room * sizeof *more);
        if (!more) return -1;
        m->saved = more, m->saved_room = room;
    }
    m->saved[m->saved_count++] = (SavedLine){index, m->lines[index]};
    return 0;
}

/* The counters of a context for a nibble; another context's are overwritten. */
static Line *line_of(Model *m, uint64_t key) {
    uint64_t index = key >> (64 - m->table_bits);
    uint16_t check = (uint16_t)(key | 1);
    Line *line = &m->lines[index];
    if (m->marked && !line->saved) {
        if (save_line(m, index)) return NULL;
        line->saved = 1;
    }
    if (line->check != check) {
        line->check = check;
        for (int i = 0; i < 15; i++) line->counters[i] = (uint32_t)1 << 31;
    }
    return line;
}

static void contexts_of(const Place *at, uint64_t *keys) {
    uint64_t last = at->last;
    keys[0] = hash(last & 0xFF, 1), keys[1] = hash(last & 0xFFFF, 2);
    keys[2] = hash(last & 0xFFFFFF, 3), keys[3] = hash(last & 0xFFFFFFFF, 4);
    keys[4] = hash(last & 0xFFFFFFFFFFFF, 5);
    keys[5] = hash(at->word ^ (last & 0xFF), 6);
    keys[6] = hash(at->word + 3 * at->word_before, 7);
}

static int is_word(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte >= 128;
}

/* Appends the byte to the history, and looks for a match where there is none. */
static int advance(Model *m, int byte) {
    Place *at = &m->place;
    m->history[at->size++] = (uint8_t)byte;
    at->last = at->last << 8 | (uint64_t)byte;
    if (is_word(byte)) {
        at->word = hash(at->word, (uint64_t)byte + 1);
    } else if (at->word) {
        at->word_before = at->word, at->word = 0;
    }
    if (at->length) at->match++, at->length++;
    uint32_t index = (uint32_t)(hash(at->last & 0xFFFFFFFFFFFF, 8) >> (64 - MATCH_BITS));
    if (!at->length && m->matches[index]) {
        uint64_t candidate = m->matches[index], length = 0;
        while (length < LENGTHS && length < candidate &&
               m->history[candidate - 1 - length] == m->history[at->size - 1 - length])
            length++;
        if (length >= LEAST_MATCH) at->match = candidate, at->length = length;
    }
    if (m->marked) {
        if (m->match_count == m->match_room) {
            uint64_t room = m->match_room ? 2 * m->match_room : 1 << 16;
            SavedMatch *more = realloc(m->saved_matches, room * sizeof *more);
            if (!more) return -1;
            m->saved_matches = more, m->match_room = room;
        }
        m->saved_matches[m->match_count++] = (SavedMatch){index, m->matches[index]};
    }
    m->matches[index] = (uint32_t)at->size;
    return 0;
}

/* Bits of the byte that comes next, which is learnt; below 0 without memory. */
static double code(Model *m, int byte) {
    Place *at = &m->place;
    uint64_t keys[CONTEXTS];
    Line *lines[CONTEXTS];
    int32_t inputs[INPUTS] = {0};
    double likelihood = 1;
    int so_far = 1, expected = at->length ? m->history[at->match] : -1;
    contexts_of(at, keys);
    for (int bit = 7; bit >= 0; bit--) {
        if (bit == 7 || bit == 3)
            for (int i = 0; i < CONTEXTS; i++) {
                lines[i] = line_of(m, bit == 7 ? keys[i] : hash(keys[i], 256 + (uint64_t)so_far));
                if (!lines[i]) return -1;
            }
        int node = bit > 3 ? so_far - 1 : ((so_far & ((1 << (3 - bit)) - 1)) | 1 << (3 - bit)) - 1;
        for (int i = 0; i < CONTEXTS; i++) {
            uint32_t counter = lines[i]->counters[node], seen = counter & 1023;
            int32_t p = (int32_t)(counter >> 20);
            inputs[2 * i] = seen ? stretch_of[p] : 0;
            inputs[2 * i + 1] = seen > 3 ? stretch_of[p] : 0;
        }
        if (expected >= 0 && (expected | 256) >> (bit + 1) != so_far) expected = -1, at->length = 0;
        int length = at->length < LENGTHS ? (int)at->length : LENGTHS - 1;
        int guess = expected >= 0 ? expected >> bit & 1 : 0, sign = guess ? 1 : -1;
        inputs[2 * CONTEXTS] = length ? sign * stretch_of[m->learnt.trust[length] >> 4] : 0;
        inputs[2 * CONTEXTS + 1] = length ? sign * 128 : 0;
        inputs[2 * CONTEXTS + 2] = 64;
        int set = !length ? 0 : length < 12 ? 1 : length < 24 ? 2 : 3;
        int32_t *weights = m->learnt.weights[set][so_far], sum = 0;
        for (int i = 0; i < INPUTS; i++) sum += (weights[i] * inputs[i]) >> 8;
        int32_t logit = sum >> 4;
        int32_t p = squash_of[logit < -32768 ? 0 : logit > 32767 ? 65535 : logit + 32768];
        int y = byte >> bit & 1;
        likelihood *= (y ? p : 65536 - p) / 65536.0;
        int32_t error = (y << 16) - p;
        for (int i = 0; i < INPUTS; i++) {
            int32_t weight = weights[i] + ((inputs[i] * error + (1 << (RATE - 1))) >> RATE);
            weights[i] = weight < -MOST_WEIGHT  ? -MOST_WEIGHT
                         : weight > MOST_WEIGHT ? MOST_WEIGHT
                                                : weight;
        }
        for (int i = 0; i < CONTEXTS; i++) {
            uint32_t *counter = &lines[i]->counters[node], seen = *counter & 1023;
            int64_t now = *counter >> 10;
            now += (((y ? 4194303 : 0) - now) * rate_of[seen]) >> 16;
            *counter = (uint32_t)now << 10 | (seen < MOST_SEEN ? seen + 1 : seen);
        }
        if (length) {
            int32_t *trust = &m->learnt.trust[length];
            *trust += ((guess == y ? 65535 : 0) - *trust) >> 7;
            if (guess != y) expected = -1, at->length = 0;
        }
        so_far = so_far << 1 | y;
    }
    if (advance(m, byte)) return -1;
    return -log2(likelihood);
}

/* Bits of each byte given all before it, into `bits`; not 0 without memory or capacity. */
int model_code(Model *m, const uint8_t *text, uint64_t size, double *bits) {
    if (size > m->capacity - m->place.size) return 1;
    for (uint64_t i = 0; i < size; i++)
        if ((bits[i] = code(m, text[i])) < 0) return 2;
    return 0;
}

void model_mark(Model *m) {
    m->marked = 1, m->saved_count = m->match_count = 0;
    m->place_before = m->place, m->learnt_before = m->learnt;
}

void model_back(Model *m) {
    while (m->saved_count) {
        SavedLine *one = &m->saved[--m->saved_count];
        m->lines[one->index] = one->line;
    }
    while (m->match_count) {
        SavedMatch *one = &m->saved_matches[--m->match_count];
        m->matches[one->index] = one->value;
    }
    m->marked = 0, m->place = m->place_before, m->learnt = m->learnt_before;
}
