"""Command line: prints a day's tides."""

import argparse

from tidetable import registry, settings
from tidetable.forecast import extremes
from tidetable.harmonics import Constituent


def load_defaults():
    registry.register(
        "SKAGE",
        58.1,
        8.0,
        [Constituent("M2", 0.31, 104.0), Constituent("S2", 0.12, 131.0)],
    )


def main(argv=None):
    parser = argparse.ArgumentParser(prog="tidetable")
    parser.add_argument("station")
    parser.add_argument("--day", type=int, default=0, help="days after the epoch")
    parser.add_argument("--cache", default=settings.CACHE_FOLDER)
    options = parser.parse_args(argv)
    load_defaults()
    station = registry.find(options.station)
    for turn in extremes(station, 24 * options.day, 24 * options.day + 24):
        kind = "high" if turn.high else "low "
        print(f"{turn.hours % 24:5.2f} h  {kind}  {turn.height:+.2f} m")


if __name__ == "__main__":
    main()
