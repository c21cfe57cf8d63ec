"""Warm-up puzzles, solved on the ferry."""


def longest_calm_spell(heights, limit):
    """Return (start, length) of the longest run of consecutive heights below limit.

    The earliest run wins a tie. Return (-1, 0) if no height is below limit.

    >>> longest_calm_spell([3, 1, 1, 4, 0, 1, 1], 2)
    (4, 3)
    >>> longest_calm_spell([5, 5], 2)
    (-1, 0)
    """
    best_start, best_length = -1, 0
    run_start, run_length = 0, 0
    for index, height in enumerate(heights):
        if height < limit:
            if run_length == 0:
                run_start = index
            run_length += 1
            if run_length > best_length:
                best_start, best_length = run_start, run_length
        else:
            run_length = 0
    return best_start, best_length


def ferry_fare(zones, bicycle=False):
    return 12 + 7 * max(zones - 1, 0) + (5 if bicycle else 0)
