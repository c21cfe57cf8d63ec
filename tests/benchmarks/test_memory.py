"""The memory benchmark: what it makes up, and what it says of a run."""

import collections
import sys

from benchmarks import memory
from benchmarks.memory import Peaks
from repoloom import languages


def test_a_made_up_repository_is_the_same_each_time_and_in_four_languages():
    found = dict(memory.files(200, 300))
    assert found == dict(memory.files(200, 300))
    assert len(found) == 200
    assert min(map(len, found.values())) >= 300
    kinds = collections.Counter(languages.language_of(path, b"") for path in found)
    assert kinds == {"python": 50, "typescript": 50, "java": 50, "c": 50}


def test_its_files_can_be_parsed_and_import_each_other():
    found = dict(memory.files(1000, 100))
    imports = 0
    for path, text in found.items():
        data = text.encode()
        tree = languages.parse(languages.language_of(path, b""), data)
        assert not tree.root_node.has_error
        imports += len(languages.outline(languages.language_of(path, b""), data, tree).imports)
    assert imports > 100


def test_each_fiftieth_file_has_the_functions_of_another():
    texts = [text for _, text in memory.files(120, 300)]
    assert texts[50].splitlines()[-4:] == texts[46].splitlines()[-4:]
    assert texts[51].splitlines()[-4:] != texts[47].splitlines()[-4:]


def test_a_repository_is_written_as_a_folder(tmp_path):
    memory.write(tmp_path, 60, 50)
    found = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*.*")}
    assert found == dict(memory.files(60, 50))


JOB = """
import pathlib, sys, time
output = pathlib.Path(sys.argv[sys.argv.index("--output") + 1])
held = []
for step, size in (("store", 1), ("verdicts", 60), ("tokenizer", 1), ("shards", 30)):
    held = [bytearray(size << 20)]
    for place in range(0, size << 20, 4096):
        held[0][place] = 1
    time.sleep(0.3)
    held.clear()
    (output / step).mkdir(parents=True)
    (output / step / "COMPLETED").touch()
    time.sleep(0.3)
sys.exit(3)
"""


def test_a_peak_counts_for_its_step(tmp_path, monkeypatch):
    (tmp_path / "beam_main.py").write_text(JOB)
    monkeypatch.setattr(memory, "ROOT", tmp_path)
    found = memory.measure(tmp_path, tmp_path / "out", [])
    assert list(found.mib) == ["ingest", "select", "tokenizer", "weave"]
    assert found.status == 3
    assert found.mib["select"] > found.mib["ingest"] + 50
    assert found.mib["tokenizer"] < found.mib["select"] - 20
    assert found.mib["weave"] > found.mib["tokenizer"] + 20


def test_the_table_has_a_line_for_each_shape(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(memory, "measure", lambda *_: Peaks({"ingest": 1.4, "weave": 9.0}, 7.2, 0))
    arguments = [
        "--work",
        str(tmp_path),
        "--shape",
        "20x100",
        "--shape",
        "40x100",
        "--",
        "--seed",
        "1",
    ]
    monkeypatch.setattr(sys, "argv", ["memory", *arguments])
    memory.main()
    *_, first, second = capsys.readouterr().out.splitlines()
    size = sum(len(text) for _, text in memory.files(20, 100)) / 1e6
    assert first == f"| 20 | {size:.0f} | 1 | 0 | 0 | 9 | 7 | 0 |"
    assert second.startswith("| 40 | ")
