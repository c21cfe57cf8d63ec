"""A finished run woven again, arm by arm: which pieces stand in which example, in their order."""

import dataclasses
import pathlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from repoloom import languages
from repoloom.pipeline.storage import outputs
from repoloom.pipeline.workers import shard_parts
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms import failures, keyed
from repoloom.transforms.records import KEPT
from repoloom.transforms.rows import fragments
from repoloom.transforms.rows.packed import PackedRow
from repoloom.transforms.settings import COMPOSERS, Weaving
from repoloom.transforms.shards import Shard
from repoloom.transforms.weave import Weave

ALONE, SHUFFLED = "alone", "shuffled"
ORDERS = ("random", "path", "deepseek")
ARMS: Mapping[str, Mapping[str, object]] = {
    **{order: {"order": order, "composer": "linear"} for order in ORDERS},
    **{composer: {"composer": composer} for composer in COMPOSERS},
}
"""The settings of each arm that is woven; the rest are those of the run."""

PRIME_BYTES = 3_000_000
_MANY, _FEW = 60_000, 500  # bytes of a file of the prime: none of them is most of a language


class Key(NamedTuple):
    """A piece: bytes `start` to `end` of a file's text, of a slice those in its `ranges`."""

    repo: str
    path: str
    start: int
    end: int
    ranges: tuple[tuple[int, int], ...] = ()


class Shown(NamedTuple):
    """A piece in an example; `paid` says that its bits count: code with loss, and no copy."""

    key: Key
    paid: bool


Example = tuple[Shown, ...]


@dataclasses.dataclass(frozen=True)
class Arm:
    """The examples of one arm, and the figures of its rows.

    Attributes:
        examples: of all repositories.
        stats: the flat numbers of weave (`transforms.examples.figures`); none where nothing was
            woven.
        tests: (repository, path) of the tests that are paired with a source.
    """

    examples: Sequence[Example]
    stats: Mapping[str, float]
    tests: frozenset[tuple[str, str]] = frozenset()


@dataclasses.dataclass(frozen=True)
class Corpus:
    """A finished run; the texts of its kept files are in memory.

    Attributes:
        texts: by (repository, path).
        languages: likewise.
    """

    output: outputs.Output
    texts: Mapping[tuple[str, str], bytes]
    languages: Mapping[tuple[str, str], str]

    @classmethod
    def open(cls, folder: str) -> "Corpus":
        """Opens the output folder of a run that has finished.

        Raises:
            InspectionError: it is no such folder, or keeps no file of code.
        """
        output = outputs.open_output(folder)
        output.manifest("shards")
        texts, named = {}, {}
        for group in output.groups(("store", "verdicts")):
            kept = {
                (record["repo"], record["path"])
                for part in group["verdicts"]
                for record in output.records(part, ("repo", "path", "verdict"))
                if record["verdict"] in KEPT
            }
            for part in group["store"]:
                for record in output.records(part, ("repo", "path", "language", "text")):
                    place = str(record["repo"]), str(record["path"])
                    if place in kept and isinstance(record["text"], bytes):
                        texts[place], named[place] = record["text"], str(record["language"])
        found = cls(output, texts, named)
        if not found.repos:
            raise outputs.InspectionError(
                f"{folder} keeps no file of code, so there is nothing to measure"
            )
        return found

    def text(self, key: Key) -> bytes:
        """The bytes of a piece."""
        text = self.texts[key.repo, key.path]
        spans = key.ranges or ((key.start, key.end),)
        return b"".join(text[start:end] for start, end in spans)

    def is_code(self, repo: str, path: str) -> bool:
        """Whether a file is in a programming language."""
        return languages.kind_of(self.languages[repo, path]) == "code"

    @property
    def repos(self) -> list[str]:
        """The repositories that keep a file of code, by name."""
        return sorted({repo for repo, path in self.texts if self.is_code(repo, path)})

    def settings(self, changes: Mapping[str, object]) -> Weaving:
        """Those of the run, without infilling, and with changes."""
        chosen = self.output.manifest("shards").settings
        stored = chosen["weave"]
        assert isinstance(stored, Mapping)
        names = {field.name for field in dataclasses.fields(Weaving)} & stored.keys()
        given = {name: stored[name] for name in names} | {"fim_rate": 0.0, **changes}
        return Weaving(seed=int(str(chosen["seed"])), **given)

    def arm(self, changes: Mapping[str, object]) -> Arm:
        """Weaves the run again, with other settings of weave.

        A repository that fails is left out, as it is in a run.
        """
        examples: list[Example] = []
        stats: dict[str, float] = {}
        tests: set[tuple[str, str]] = set()
        for shard in self._woven(self.settings(changes)):
            for rows in shard.rows.values():
                examples += self._examples(rows)
            for name, figure in shard.stats.items():
                stats[name] = stats.get(name, 0) + figure
            tests |= {(one.repo, pair.test) for one in shard.woven for pair in one.pairs}
        return Arm(examples, stats, frozenset(tests))

    def _examples(self, rows: Sequence[PackedRow]) -> Iterator[Example]:
        for row in fragments.whole(rows):
            for segment in row.segments:
                yield tuple(
                    Shown(
                        Key(
                            *(segment.repo, file.path, file.text_start, file.text_end),
                            file.spans if file.ranges else (),
                        ),
                        not (file.masked or file.is_copy) and self.is_code(segment.repo, file.path),
                    )
                    for file in segment.files
                )

    def _woven(self, settings: Weaving) -> Iterator[Shard]:
        counts = {
            step: self.output.parts(step)[0].buckets for step in ("store", "verdicts", "shards")
        }
        texts, verdicts = (
            Parts(self.output.path(step, "").rstrip("/"), counts[step])
            for step in ("store", "verdicts")
        )
        tokenizer, found = self.output.tokenizer(), list[Shard]()
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "parts").mkdir()  # where a worker says how far it is
            to = Parts(folder, counts["shards"])
            weave = Weave(
                lambda number: shard_parts.shard_repositories(
                    texts, verdicts, to, settings, failures.DEFAULT, number
                ),
                found.append,
                lambda: tokenizer,
                settings,
            )
            for number in range(to.count):
                weave.weave(number)
                yield found.pop()

    def sample(self, wanted: Mapping[str, int], size: int, without: Sequence[str]) -> bytes:
        """Code of other repositories, to prime a predictor with.

        Args:
            wanted: bytes of each language; their shares are those of the sample.
            size: bytes of it, fewer where there are no more.
            without: repositories whose owners have no part in it.
        """
        owners = {repo.partition("/")[0] for repo in without}
        places = sorted(self.texts, key=lambda place: keyed.digest64("prime", *place))
        room = {name: size * share / sum(wanted.values()) for name, share in wanted.items()}
        found = []
        for repo, path in places:
            text, language = self.texts[repo, path], self.languages[repo, path]
            if repo.partition("/")[0] in owners or not _FEW < len(text) < _MANY:
                continue
            if room.get(language, 0) > 0:
                room[language] -= len(text)
                found.append(shown(path, text))
        return b"".join(found)


def folds(
    run: Corpus, other: Corpus | None = None, size: int = PRIME_BYTES
) -> Iterator[tuple[bytes, list[str]]]:
    """Primes of so many bytes, each with the repositories that are measured after it.

    Without another run each half of the repositories is measured after code of the other half.
    """
    repos = run.repos
    halves = [repos] if other else [repos[::2], repos[1::2]]
    for half in filter(None, halves):
        wanted: Counter[str] = Counter()
        for (repo, path), text in run.texts.items():
            if repo in half and run.is_code(repo, path):
                wanted[run.languages[repo, path]] += len(text)
        yield (other or run).sample(wanted, size, half), half


def shown(path: str, text: bytes) -> bytes:
    """A piece as the predictor reads it."""
    return path.encode() + b"\n" + text + b"\n"


def alone(examples: Sequence[Example]) -> list[Example]:
    """Each paid piece in an example of its own."""
    return [(one,) for example in examples for one in example if one.paid]


def shuffled(examples: Sequence[Example], seed: int = 0) -> list[Example]:
    """The same members in a random order."""
    found = []
    for number, example in enumerate(examples):
        members = list(example)
        keyed.rng(seed, "shuffled", str(number), *(one.key.path for one in example)).shuffle(
            members
        )
        found.append(tuple(members))
    return found
