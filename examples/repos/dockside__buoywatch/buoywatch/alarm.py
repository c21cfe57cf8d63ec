"""Turns readings into warnings, with hysteresis so that they do not flicker."""

from buoywatch.interpolate import resample
from buoywatch.smoothing import MovingMedian


class Alarm:
    def __init__(self, rise, fall, window=5):
        if fall >= rise:
            raise ValueError(f"fall ({fall}) must be below rise ({rise})")
        self.rise, self.fall = rise, fall
        self.active = False
        self._median = MovingMedian(window)

    def update(self, height):
        """Takes one reading and says whether the alarm is on."""
        level = self._median.push(height)
        if self.active:
            self.active = level > self.fall
        else:
            self.active = level >= self.rise
        return self.active


def replay(times, heights, alarm, step=60.0):
    """Times at which the alarm switches, over a recorded series."""
    switches, before = [], alarm.active
    for at, height in resample(times, heights, step):
        now = alarm.update(height)
        if now != before:
            switches.append((at, now))
        before = now
    return switches
