"""The predictor of `predictor.c` in plain Python: the same numbers, without a way back."""

import math

CONTEXTS, INPUTS, LENGTHS, MOST_SEEN, MATCH_BITS, RATE = 7, 20, 64, 20, 20, 17
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
ALL = (1 << 64) - 1
CLAMP = 1 << 19


def stretch(p):
    p = (p + 0.5) / 4096
    return max(-2047, min(2047, math.floor(256 * math.log(p / (1 - p)) + 0.5)))


def squash(logit):
    return max(16, min(65520, math.floor(65536 / (1 + math.exp(-logit / 4096)) + 0.5)))


def mixed(value, salt):
    value = (value + salt) * 0x9E3779B97F4A7C15 & ALL
    value = (value ^ value >> 29) * 0xBF58476D1CE4E5B9 & ALL
    return value ^ value >> 32


class Reference:
    def __init__(self, table_bits):
        self.table_bits = table_bits
        self.lines = {}
        self.history = bytearray()
        self.matches = {}
        self.match = self.length = self.word = self.word_before = 0
        self.trust = [49152] * LENGTHS
        row = [0 if i < 2 * CONTEXTS and i % 2 else 1 << 14 for i in range(INPUTS)]
        self.weights = [[list(row) for _ in range(256)] for _ in range(4)]

    def code(self, text):
        return [self.byte(byte) for byte in text]

    def last(self, count):
        return int.from_bytes(self.history[-count:], "big")

    def line(self, key):
        """The 15 counters of a context, [probability of 22 bits, seen].

        Another context's are overwritten, also where that one is of the same nibble.
        """
        check = key & 0xFFFF | 1
        line = self.lines.setdefault(
            key >> (64 - self.table_bits), [0, *([0, 0] for _ in range(15))]
        )
        if line[0] != check:
            line[0] = check
            for counter in line[1:]:
                counter[:] = 1 << 21, 0
        return line[1:]

    def keys(self):
        found = [mixed(self.last(count), salt) for salt, count in enumerate((1, 2, 3, 4, 6), 1)]
        found.append(mixed(self.word ^ self.last(1), 6))
        return [*found, mixed((self.word + 3 * self.word_before) & ALL, 7)]

    def byte(self, byte):
        keys, likelihood, so_far = self.keys(), 1.0, 1
        expected = self.history[self.match] if self.length else None
        for bit in range(7, -1, -1):
            if bit == 7:
                lines = [self.line(key) for key in keys]
            if bit == 3:
                lines = [self.line(mixed(key, 256 + so_far)) for key in keys]
            below = 7 - bit if bit > 3 else 3 - bit  # bits of this nibble so far
            node = (1 << below) - 1 + (so_far & ((1 << below) - 1))
            counters = [line[node] for line in lines]
            if expected is not None and (256 | expected) >> (bit + 1) != so_far:
                expected, self.length = None, 0
            y = byte >> bit & 1
            likelihood *= self.bit(y, bit, so_far, counters, expected)
            if expected is not None and expected >> bit & 1 != y:
                expected, self.length = None, 0
            so_far = so_far << 1 | y
        self.advance(byte)
        return -math.log2(likelihood)

    def bit(self, y, bit, so_far, counters, expected):
        inputs = []
        for p, seen in counters:
            inputs.append(stretch(p >> 10) if seen else 0)
            inputs.append(stretch(p >> 10) if seen > 3 else 0)
        length = min(self.length, LENGTHS - 1)
        guess = expected >> bit & 1 if length else 0
        sign = 1 if guess else -1
        inputs.append(sign * stretch(self.trust[length] >> 4) if length else 0)
        inputs.append(sign * 128 if length else 0)
        inputs += [64] + [0] * (INPUTS - 2 * CONTEXTS - 3)
        weights = self.weights[sum((length > 0, length >= 12, length >= 24))][so_far]
        logit = sum((w * x) >> 8 for w, x in zip(weights, inputs, strict=True)) >> 4
        p = squash(max(-32768, min(32767, logit)))
        error = (y << 16) - p
        for i, x in enumerate(inputs):
            weights[i] += (x * error + (1 << (RATE - 1))) >> RATE
            weights[i] = max(-CLAMP, min(CLAMP, weights[i]))
        for counter in counters:
            rate = int(65536 / (counter[1] + 1.3))
            counter[0] += ((4194303 * y - counter[0]) * rate) >> 16
            counter[1] = min(MOST_SEEN, counter[1] + 1)
        if length:
            self.trust[length] += (65535 * (guess == y) - self.trust[length]) >> 7
        return (p if y else 65536 - p) / 65536

    def advance(self, byte):
        self.history.append(byte)
        if byte in WORD or byte >= 128:
            self.word = mixed(self.word, byte + 1)
        elif self.word:
            self.word_before, self.word = self.word, 0
        if self.length:
            self.match, self.length = self.match + 1, self.length + 1
        index = mixed(self.last(6), 8) >> (64 - MATCH_BITS)
        candidate = self.matches.get(index, 0)
        if not self.length and candidate:
            length = 0
            while length < min(LENGTHS, candidate) and (
                self.history[candidate - 1 - length] == self.history[-1 - length]
            ):
                length += 1
            if length >= 6:
                self.match, self.length = candidate, length
        self.matches[index] = len(self.history)
