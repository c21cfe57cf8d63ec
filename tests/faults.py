"""Faults to put in the place of product code, for tests of what becomes of failures."""


class FaultError(Exception):
    """What no code of the product expects."""


def boom(*_arguments, **_named):
    raise FaultError("the words of a fault")


def boom_at(real, where):
    """`real`, but a fault where `where` of the arguments holds."""

    def chosen(*arguments, **named):
        return boom() if where(*arguments, **named) else real(*arguments, **named)

    return chosen
