"""A tide station, and how it finds its neighbours."""

import math

from tidetable import registry
from tidetable.harmonics import total_height

EARTH_RADIUS_KM = 6371.0


class Station:
    """A place with a position and its own constituents."""

    def __init__(self, code, latitude, longitude, constituents, mean_level=0.0):
        self.code = code
        self.latitude = latitude
        self.longitude = longitude
        self.constituents = list(constituents)
        self.mean_level = mean_level

    def height(self, hours):
        return total_height(self.constituents, hours, self.mean_level)

    def distance_to(self, other):
        """Great-circle distance in kilometres."""
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        half_lat = (lat2 - lat1) / 2
        half_lon = math.radians(other.longitude - self.longitude) / 2
        a = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(a))

    def nearest_neighbour(self):
        """The registered station that is closest to this one, or None."""
        others = [station for station in registry.all_stations() if station is not self]
        return min(others, key=self.distance_to, default=None)
