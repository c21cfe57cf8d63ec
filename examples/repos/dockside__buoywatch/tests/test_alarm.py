from buoywatch.alarm import Alarm, replay


def test_the_alarm_stays_on_until_the_sea_is_calm():
    alarm = Alarm(rise=3.0, fall=2.0, window=1)
    assert [alarm.update(h) for h in (2.5, 3.1, 2.5, 1.9, 2.5)] == [False, True, True, False, False]


def test_replay_reports_switches_only():
    alarm = Alarm(rise=3.0, fall=2.0, window=1)
    assert replay([0.0, 120.0], [1.0, 5.0], alarm) == [(60.0, True)]
