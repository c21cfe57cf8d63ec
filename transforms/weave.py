"""Weave: kept files into packed rows, one shard at a time.

A shard's repositories come one after the other; of each, only token ids and names stay until the
shard is packed.  So memory is bounded by one repository and one shard, never by the corpus.
"""

import dataclasses
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import apache_beam as beam
from apache_beam.pvalue import PCollection

from repoloom.transforms import failures
from repoloom.transforms.examples import (
    comparison,
    composition,
    context,
    coverage,
    drafts,
    figures,
    slices,
)
from repoloom.transforms.examples.drafts import Draft
from repoloom.transforms.graph import layout
from repoloom.transforms.graph.layout import Layout
from repoloom.transforms.records import (
    FAILED_FILES,
    FAILED_REPOSITORIES,
    Edge,
    Failure,
    Pair,
    Piece,
)
from repoloom.transforms.scratch.spill import Spill
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Aside, Repository, Shard, Woven, pack_shard
from repoloom.transforms.tokens import infill
from repoloom.transforms.tokens.pieces import (
    KeptFile,
    Parsed,
    parse_file,
    place_context,
    place_slice,
)
from repoloom.transforms.tokens.tokenizer import Tokenizer


def weave_repository(
    repository: Repository,
    settings: Weaving,
    tokenizer: Tokenizer,
    allowance: failures.Allowance = failures.DEFAULT,
    spill: Spill | None = None,
) -> Woven:
    """Orders the files of a repository, or of a part of one, and groups them into examples.

    A file that fails is left out, as if select had dropped it.  A part of a divided repository
    cannot do without one, whose place in the order is given: there the error is raised.

    Args:
        repository: or a part of one.
        settings: of the run.
        tokenizer: of the run.
        allowance: of the work on one file.
        spill: takes the token ids: that of the shard, or one of its own.
    """
    spill = spill or Spill()
    parsed, own = _parsed(repository, settings, tokenizer, allowance, spill)
    kept = {one.file.path: one for one in repository.kept if one.file.path in parsed}
    whole = repository.layout or _laid_out(repository, parsed, settings)
    here = whole.part(kept)
    for path in needed_context(kept, here.placed):
        placed = place_context(kept[path].whole(), parsed[path], settings, tokenizer)
        parsed[path] = placed.spilled(spill)
    pieces = [piece for path in here.order for piece in parsed[path].pieces]
    drafted = _drafts(repository, pieces, here, settings)
    if settings.composer == "context":
        drafted = _with_copies(drafted, here, kept, parsed, settings, tokenizer, spill)
    rate = infill.rate_of(settings.fim_preset, settings.fim_rate)
    stats = Counter(figures.count(parsed.values(), rate=rate))
    if failed := (*repository.failed, *own):
        stats.update({FAILED_REPOSITORIES: 1, FAILED_FILES: len(failed)})
    stats.update(coverage.against(here.order, here.placed))
    learnt = {path for path, one in kept.items() if not one.masked}
    places = {piece.path for piece in pieces}
    stats.update(figures.broken_edges(here.edges, learnt, repository.copies, places))
    compared = {}
    if settings.compare_orders:
        compared = comparison.compare(
            pieces, here.placed, here.pairs, budget=settings.budget, seed=settings.seed
        )
    if repository.layout:
        parted = figures.parted(whole, parsed)
        stats.update(parted)
        missed = {key: number for key, number in parted.items() if key.startswith("dbu/")}
        compared = {name: one.plus(missed) for name, one in compared.items()}
    tables: tuple[tuple[Edge, ...], tuple[str, ...], tuple[Pair, ...]] = (), (), ()
    if not repository.part:
        stats.update(figures.count_layout(whole))
        tables = tuple(whole.edges), tuple(whole.order), tuple(whole.pairs)
    inner = here.placed, here.pairs
    return Woven(repository.name, drafted, inner, *tables, dict(stats), compared, failed)


def _parsed(
    repository: Repository,
    settings: Weaving,
    tokenizer: Tokenizer,
    allowance: failures.Allowance,
    spill: Spill,
) -> tuple[dict[str, Parsed], list[Failure]]:
    """The files by path, and what failed of the others."""
    parsed, failed = dict[str, Parsed](), list[Failure]()
    for one in map(KeptFile.whole, repository.kept):
        path, text = one.file.path, one.file.text or b""
        work = functools.partial(parse_file, one, settings, tokenizer)
        if repository.layout:
            parsed[path] = work().spilled(spill)
            continue
        found = failures.attempt(
            *(work, "cut", repository.name, path), size=len(text), content=text, allowance=allowance
        )
        if isinstance(found, Failure):
            failed.append(found)
        else:
            parsed[path] = found.spilled(spill)
    return parsed, failed


def _laid_out(repository: Repository, parsed: Mapping[str, Parsed], settings: Weaving) -> Layout:
    tests = {one.file.path: one.file.signals.test for one in repository.kept}
    return layout.lay_out(
        [
            layout.Outlined(path, file.language, file.outline, tests[path])
            for path, file in parsed.items()
        ],
        repository.manifests,
        repository.paths,
        settings,
    )


def _drafts(
    repository: Repository, pieces: Sequence[Piece], here: Layout, settings: Weaving
) -> tuple[Draft, ...]:
    groups = composition.group(
        [composition.Item(piece.path, piece.part, piece.length, piece.names) for piece in pieces],
        here.placed,
        here.pairs,
        budget=settings.budget,
        method=settings.composer,
        context_share=settings.context_share,
    )
    return tuple(drafts.draft(repository.name, repository.split, pieces, group) for group in groups)


def _copy_of(
    kept: KeptFile, parsed: Parsed, settings: Weaving, tokenizer: Tokenizer, spill: Spill
) -> Piece | None:
    """What stands for a file in the examples that lack it; None for one in several pieces."""
    if len(parsed.pieces) > 1:
        return None
    masked = dataclasses.replace(kept.whole(), masked=True)
    placed = place_context(masked, parsed, settings, tokenizer)
    return context.repeated(placed.spilled(spill).pieces, masked=_without_loss(kept, settings))


def _slice_of(
    kept: KeptFile, ranges: slices.Ranges, settings: Weaving, tokenizer: Tokenizer, spill: Spill
) -> Piece:
    piece = place_slice(kept.whole(), ranges, settings, tokenizer)
    tokens, masked = spill.add(bytes(piece.tokens)), _without_loss(kept, settings)
    return dataclasses.replace(piece, tokens=tokens, repeated=True, masked=masked)


def _without_loss(kept: KeptFile, settings: Weaving) -> bool:
    """Whether what is repeated of a file is masked."""
    return kept.masked or settings.context_loss != "full"


def _with_copies(
    drafted: Sequence[Draft],
    here: Layout,
    kept: Mapping[str, KeptFile],
    parsed: Mapping[str, Parsed],
    settings: Weaving,
    tokenizer: Tokenizer,
    spill: Spill,
) -> tuple[Draft, ...]:
    groups = [draft.example.pieces for draft in drafted]
    rank = {path: number for number, path in enumerate(here.order)}
    budget, share = settings.budget, settings.context_share
    if settings.slices:
        files = slices.Files(
            lambda path: kept[path].whole().file.text or b"",
            lambda path: parsed[path].sections,
            lambda path, ranges: _slice_of(kept[path], ranges, settings, tokenizer, spill),
        )
        found = slices.add(groups, here.placed, files, rank, budget=budget, share=share)
    else:
        found = context.add(
            groups,
            here.placed,
            lambda path: _copy_of(kept[path], parsed[path], settings, tokenizer, spill),
            rank,
            budget=budget,
            share=share,
        )
    return tuple(
        drafts.whole(dataclasses.replace(draft.example, pieces=group))
        for draft, group in zip(drafted, found, strict=True)
    )


def needed_context(kept: Mapping[str, KeptFile], edges: Iterable[Edge]) -> list[str]:
    """The context files that a file with loss needs, by path.

    The others have a verdict and a place in the order, but none in a row: tokens without loss are
    worth their cost only where something with loss can look at them.
    """
    return sorted(
        {
            edge.imported
            for edge in edges
            if edge.kept and kept[edge.imported].masked and not kept[edge.importer].masked
        },
        key=str.encode,
    )


@dataclasses.dataclass
class Weave(beam.PTransform):
    """Shard number -> the same number, once `write` has stored the shard.

    Attributes:
        read: the repositories of a shard, and those that failed on the way.
        write: stores a shard.
        load: gives the tokenizer; called in the worker, for a tokenizer does not travel.
        settings: see `Weaving`.
        allowance: of the work on one file or repository.
    """

    read: Callable[[int], Iterable[Repository | Aside]]
    write: Callable[[Shard], None]
    load: Callable[[], Tokenizer]
    settings: Weaving
    allowance: failures.Allowance = failures.DEFAULT

    def expand(self, shards: PCollection[int]) -> PCollection[int]:
        """One element is one shard's whole work."""
        return shards | "WeaveShard" >> beam.Map(self.weave).with_output_types(int)

    def weave(self, number: int) -> int:
        """Weaves, packs and stores one shard."""
        tokenizer, spill = self.load(), Spill()
        woven: list[Woven] = []
        aside: dict[str, Aside] = {}
        for one in self.read(number):
            found = self._woven(one, tokenizer, aside, spill)
            if isinstance(found, Woven):
                woven.append(found)
                continue
            # The parts of a divided repository fail together: no example of it stays.
            files = found.files + sum(before.files for before in woven if before.repo == found.repo)
            aside[found.repo] = dataclasses.replace(found, files=files)
            woven = [before for before in woven if before.repo != found.repo]
        self.write(pack_shard(number, woven, tokenizer, self.settings, list(aside.values())))
        return number

    def _woven(
        self,
        one: Repository | Aside,
        tokenizer: Tokenizer,
        aside: Mapping[str, Aside],
        spill: Spill,
    ) -> Woven | Aside:
        if isinstance(one, Aside):
            return one
        if one.name in aside:
            return aside[one.name].larger(one.files)
        found = failures.attempt(
            lambda: weave_repository(one, self.settings, tokenizer, self.allowance, spill),
            *("order", one.name),
            size=sum(kept.size for kept in one.kept),
            allowance=self.allowance,
        )
        return Aside(one.name, one.files, found) if isinstance(found, Failure) else found
