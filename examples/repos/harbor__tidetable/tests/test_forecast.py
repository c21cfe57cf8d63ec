import pytest

from tidetable.forecast import extremes, observed_minus_predicted
from tidetable.harmonics import Constituent
from tidetable.station import Station


@pytest.fixture
def station():
    return Station("TEST", 0.0, 0.0, [Constituent("S2", 1.0, 0.0)])


def test_a_solar_tide_turns_four_times_a_day(station):
    turns = extremes(station, 1.0, 25.0)
    assert [turn.high for turn in turns] == [False, True, False, True]
    assert turns[0].hours == pytest.approx(6.0, abs=0.01)


def test_surge_is_what_the_forecast_does_not_explain(station):
    assert observed_minus_predicted(station, [0.0, 2.0], [1.4, 1.4], 0.0) == pytest.approx(0.4)
