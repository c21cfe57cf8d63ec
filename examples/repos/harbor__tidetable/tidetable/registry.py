"""All stations that the program knows, by their code."""

from tidetable import station as station_module

_stations = {}


def register(code, latitude, longitude, constituents, mean_level=0.0):
    """Creates a station and remembers it; a code can be taken only once."""
    if code in _stations:
        raise KeyError(f"station {code!r} is registered already")
    made = station_module.Station(code, latitude, longitude, constituents, mean_level)
    _stations[code] = made
    return made


def find(code):
    try:
        return _stations[code]
    except KeyError:
        known = ", ".join(sorted(_stations)) or "none"
        raise KeyError(f"no station {code!r}; known stations: {known}") from None


def all_stations():
    return [_stations[code] for code in sorted(_stations)]


def clear():
    _stations.clear()
