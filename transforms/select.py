"""Select: a verdict on every file of the store, from signals and signatures alone.

Each step that compares reads a bucket's signals again instead of sending them: they are a
thousandth of what would otherwise wait in a shuffle.  Two steps see all buckets at once, and hold
short records only: the repositories (`Ranked`), and what is removed (`Decided`).
"""

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypedDict

import apache_beam as beam
import pyarrow as pa
from apache_beam import pvalue
from apache_beam.pvalue import PCollection

from repoloom.transforms.duplicates import election, keepers, signals_table
from repoloom.transforms.duplicates.dedupe import Dedupe
from repoloom.transforms.duplicates.election import Ids, Pairs
from repoloom.transforms.duplicates.keepers import Classes, Contents, Ranking
from repoloom.transforms.duplicates.numbering import Homes, Standing
from repoloom.transforms.duplicates.repositories import Repository
from repoloom.transforms.records import Verdict
from repoloom.transforms.settings import SelectKeys
from repoloom.transforms.verdicts import earlier_run, leaks, verdicts
from repoloom.transforms.verdicts.bucket import Judged
from repoloom.transforms.verdicts.earlier_run import Earlier
from repoloom.transforms.verdicts.policy import Policy
from repoloom.transforms.verdicts.verdicts import Decision

Asked = tuple[int, list[int]]
"""A bucket, and the rows of another bucket whose names it needs."""
Names = dict[tuple[int, int], str]
"""`repo:path` of files, by bucket and row."""

ContentsOutput = pvalue.TaggedOutput[Literal["contents"], tuple[int, Contents]]
HomesOutput = pvalue.TaggedOutput[Literal["homes"], tuple[int, Homes]]
StandingsOutput = pvalue.TaggedOutput[Literal["standings"], tuple[int, Standing]]
PlacesOutput = pvalue.TaggedOutput[Literal["places"], tuple[int, Ids]]


class Surveyed(TypedDict):
    """All repositories beside all classes of equal files."""

    repositories: Iterable[list[Repository]]
    classes: Iterable[Classes]


class Compared(TypedDict):
    """All that comparison found."""

    ranking: Iterable[Ranking]
    classes: Iterable[Classes]
    near: Iterable[Pairs]


class Settled(TypedDict):
    """One bucket, what was decided on it, and its twins' names in each other bucket."""

    bucket: Iterable[None]
    decision: Iterable[Decision]
    names: Iterable[Names]


def pair_bits(buckets: int) -> int:
    """Partitions of the candidate pairs that suit a number of buckets, as a binary logarithm.

    One holds the pairs of about 16 buckets, 1 GiB of text.  256 at most: three billion files have
    400 GB of candidates, 1.6 GB in each.  A partition costs up to two elements a bucket, so 256
    of them for 26 MB of text made select 2.5 times as slow.
    """
    return min(max(buckets.bit_length() - 5, 0), 8)


def equal_files(element: tuple[int, Iterable[Contents]]) -> tuple[int, Classes]:
    """The classes of equal files in one partition of the digests."""
    return 0, keepers.content_classes(element[1])


@dataclasses.dataclass
class Select(beam.PTransform):
    """Bucket number -> (bucket number, verdicts in the row order of the bucket).

    Survivors depend on the files and the settings alone: not on the order of buckets, on how many
    there are, or on the number of workers.

    Attributes:
        signals: reads columns of a bucket of the store, which are the fields of `SourceFile`; rows
            by (repo, path), some at a time.
        texts: reads the texts of these rows of a bucket; only candidates are read.
        policy: the limits of the rules on a file's own signals.
        dedupe_repos: remove exact and near copies of whole repositories.
        dedupe_files: remove exact and near copies of files.
        near_threshold: true Jaccard index of 5-token shingles from which files are copies.
        repo_threshold: estimated Jaccard index, over shingles and contents, from which
            repositories are copies.
        validation_share: share of repository clusters that go to validation.
        seed: of the run; the split depends on it.
        pair_bits: binary logarithm of the partitions of the candidate pairs (see `pair_bits`).
        earlier: a finished run whose kept files win over all; its buckets are in the input too, and
            get no verdicts.
        strict: a file that cannot be judged ends the run.
    """

    signals: Callable[[int, Sequence[str]], Iterable[pa.Table]]
    texts: Callable[[int, Sequence[int]], list[bytes]]
    _: dataclasses.KW_ONLY
    policy: Policy = dataclasses.field(default_factory=Policy)
    dedupe_repos: bool = SelectKeys.dedupe_repos
    dedupe_files: bool = SelectKeys.dedupe_files
    keep_imported_duplicates: bool = SelectKeys.keep_imported_duplicates
    near_threshold: float = SelectKeys.near_threshold
    repo_threshold: float = SelectKeys.repo_threshold
    validation_share: float = SelectKeys.validation_share
    seed: int = 0
    pair_bits: int = 0
    earlier: Earlier | None = None
    strict: bool = False

    def __post_init__(self) -> None:
        """Checks the settings before a worker starts."""
        super().__init__()
        for name in ("near_threshold", "repo_threshold"):
            value = getattr(self, name)
            if not 0 < value <= 1:
                raise ValueError(f"{name} is {value}; it is a Jaccard index above 0 and up to 1")
        if not 0 <= self.validation_share <= 1:
            raise ValueError(
                f"validation_share is {self.validation_share}; it is a share between 0 and 1"
            )

    def expand(self, buckets: PCollection[int]) -> PCollection[tuple[int, list[Verdict]]]:
        """Wires the steps."""
        found = buckets | "Surveyed" >> beam.FlatMap(self.survey).with_outputs(
            "contents", "places", main="repositories"
        )
        classes = (
            found.contents
            | "SameDigestSpace" >> beam.GroupByKey()
            | "EqualFiles" >> beam.Map(equal_files)
        )
        ranked = (
            {"repositories": found.repositories, "classes": classes}
            | "AllRepositories" >> beam.CoGroupByKey()
            | "Ranked" >> beam.FlatMap(self.rank).with_outputs("standings", "homes", main="ranking")
        )
        near = {
            "places": found.places,
            "standings": ranked.standings,
            "homes": ranked.homes,
        } | "Near" >> Dedupe(self.signals, self.texts, self.near_threshold, self.pair_bits)
        decided = (
            {"ranking": ranked.ranking, "classes": classes, "near": near}
            | "AllComparisons" >> beam.CoGroupByKey()
            | "Decided" >> beam.FlatMap(self.decide).with_outputs("twins", main="decisions")
        )
        names = (
            decided.twins
            | "TwinsOfBucket" >> beam.GroupByKey()
            | "TwinNames" >> beam.FlatMap(self.names)
        )
        return (
            {
                "bucket": buckets | "Buckets" >> beam.FlatMap(self.own),
                "decision": decided.decisions,
                "names": names,
            }
            | "SameBucket" >> beam.CoGroupByKey()
            | "Verdicts" >> beam.Map(self.verdicts)
        )

    def _is_earlier(self, bucket: int) -> bool:
        return self.earlier is not None and self.earlier.holds(bucket)

    def _judged(self, bucket: int) -> Judged:
        files = signals_table.read_rows(self.signals(bucket, signals_table.JUDGED))
        if self.earlier is None or not self.earlier.holds(bucket):
            judgements = leaks.judge_all(files, self.policy, strict=self.strict)
            return Judged(bucket, files, judgements, {})
        known = self.earlier.verdicts(bucket)
        splits = {verdict.repo: verdict.split for verdict in known}
        return Judged(bucket, files, [*map(earlier_run.judgement, known)], splits)

    def own(self, bucket: int) -> Iterator[tuple[int, None]]:
        """The bucket, where it is to get verdicts."""
        if not self._is_earlier(bucket):
            yield bucket, None

    def survey(
        self, bucket: int
    ) -> Iterator[tuple[int, list[Repository]] | ContentsOutput | PlacesOutput]:
        """The repositories of one bucket, and what its files are compared by."""
        judged = self._judged(bucket)
        read = signals_table.Signatures(self.signals(bucket, signals_table.SIGNATURE))
        yield 0, judged.repositories(read)
        for part in judged.contents():
            content: ContentsOutput = pvalue.TaggedOutput("contents", part)
            yield content
        signed = judged.signed(read.there())
        places: PlacesOutput = pvalue.TaggedOutput("places", (bucket, signed))
        yield places

    def rank(
        self, element: tuple[int, Surveyed]
    ) -> Iterator[tuple[int, Ranking] | StandingsOutput | HomesOutput]:
        """Ranks all repositories, and tells each bucket its ranks and its exact copies."""
        _, known = element
        classes = keepers.joined_classes(known["classes"])
        ranking = keepers.rank(
            itertools.chain.from_iterable(known["repositories"]),
            classes,
            threshold=self.repo_threshold,
            find_copies=self.dedupe_repos,
        )
        yield 0, ranking
        lost = keepers.by_bucket(ranking, keepers.exact_losses(ranking, classes))
        for bucket in sorted({one.bucket for one in ranking.repositories}):
            own = [row for row, _ in lost.get(bucket, [])]
            standing = ranking.standing(bucket, own)
            standings: StandingsOutput = pvalue.TaggedOutput("standings", (bucket, standing))
            yield standings
        for part in range(1 << self.pair_bits):
            homes: HomesOutput = pvalue.TaggedOutput("homes", (part, ranking.homes))
            yield homes

    def decide(
        self, element: tuple[int, Compared]
    ) -> Iterator[tuple[int, Decision] | pvalue.TaggedOutput[Literal["twins"], tuple[int, Asked]]]:
        """What is decided on each bucket, and which names it needs of which other."""
        _, compared = element
        for ranking in compared["ranking"]:
            for bucket, decision in verdicts.decide(
                ranking,
                keepers.joined_classes(compared["classes"]),
                election.joined(compared["near"]),
                files=self.dedupe_files,
                validation_share=self.validation_share,
                seed=self.seed,
            ):
                if self._is_earlier(bucket):
                    continue
                yield bucket, decision
                twins = sorted({(one.bucket, one.row) for one in decision.removals.values()})
                for home, places in itertools.groupby(twins, key=lambda place: place[0]):
                    asked = (bucket, [row for _, row in places])
                    yield pvalue.TaggedOutput("twins", (home, asked))

    def names(self, element: tuple[int, Iterable[Asked]]) -> Iterator[tuple[int, Names]]:
        """The names of one bucket's files that are twins, for each bucket that asks."""
        home, asking = element
        repos: list[str] = []
        paths: list[str] = []
        for table in self.signals(home, signals_table.NAMES):
            repos += table["repo"].to_pylist()
            paths += table["path"].to_pylist()
        which = verdicts.EARLIER if self._is_earlier(home) else ""
        for bucket, asked in sorted(asking):
            yield bucket, {(home, row): f"{which}{repos[row]}:{paths[row]}" for row in asked}

    def verdicts(self, element: tuple[int, Settled]) -> tuple[int, list[Verdict]]:
        """The verdicts on one bucket."""
        bucket, settled = element
        judged = self._judged(bucket)
        names = {place: name for part in settled["names"] for place, name in part.items()}
        decision = next(iter(settled["decision"]), Decision({}, {}))
        return bucket, verdicts.verdicts(
            judged.files,
            judged.judgements,
            decision,
            names,
            keep_imported=self.keep_imported_duplicates,
        )
