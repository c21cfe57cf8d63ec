import pytest

from tidetable.harmonics import Constituent, spring_range, total_height


def test_height_is_the_amplitude_when_the_angle_meets_the_phase():
    assert Constituent("S2", 0.5, 60.0).height(2.0) == pytest.approx(0.5)


def test_constituents_add_up_over_the_mean_level():
    parts = [Constituent("S2", 0.5, 0.0), Constituent("M2", 1.0, 0.0)]
    assert total_height(parts, 0.0, mean_level=2.0) == pytest.approx(3.5)


def test_spring_range_ignores_diurnal_constituents():
    parts = [Constituent("M2", 1.0, 0.0), Constituent("K1", 9.0, 0.0)]
    assert spring_range(parts) == 2.0
