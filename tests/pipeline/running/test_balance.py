import pytest

from repoloom.pipeline.running import balance
from repoloom.pipeline.storage import steps


def finished(tmp_path, name, stats):
    step = steps.Step(str(tmp_path), name, {})
    step.begin()
    step.finish([], stats)
    return step


READ = {"files": 3}
JUDGED = {
    "files": 3,
    "verdict/train/-/files": 1,
    "verdict/train/-/bytes": 10,
    "verdict/context_only/data/files": 1,
    "verdict/context_only/data/bytes": 5,
    "verdict/drop/binary/files": 1,
    "verdict/drop/binary/bytes": 100,
}


def test_a_run_that_balances(tmp_path):
    judged = finished(tmp_path, "verdicts", JUDGED)
    balance.check_verdicts(finished(tmp_path, "store", READ), judged)
    balance.check_placed(judged, finished(tmp_path, "shards", {"files": 2}))
    assert balance.kept_bytes(judged) == 15


@pytest.mark.parametrize(
    "spoilt", [{"files": 2}, {"verdict/drop/binary/files": 0}, {"verdict/train/-/files": 2}]
)
def test_a_file_without_its_one_verdict_fails_the_run(tmp_path, spoilt):
    judged = finished(tmp_path, "verdicts", JUDGED | spoilt)
    with pytest.raises(balance.BalanceError, match="3 files were read"):
        balance.check_verdicts(finished(tmp_path, "store", READ), judged)


def test_a_kept_file_that_was_not_placed_fails_the_run(tmp_path):
    judged = finished(tmp_path, "verdicts", JUDGED)
    with pytest.raises(balance.BalanceError, match="2 files were kept, 1 were placed"):
        balance.check_placed(judged, finished(tmp_path, "shards", {"files": 1}))


def test_files_to_train_on_are_those_of_that_verdict(tmp_path):
    step = steps.Step(str(tmp_path), "verdicts", {})
    step.begin()
    stats = {"verdict/train/-/files": 3, "verdict/train/-/bytes": 9, "verdict/drop/x/files": 4}
    step.finish([], {**stats, "verdict/context_only/data/files": 5})
    assert balance.trained_files(step) == 3
