"""Pieces: one file, parsed once, as token ids ready to be placed.

Imports, definitions, places where the file may be split and the fill-in-the-middle cut come from
one tree; then text and tree are let go.  What the graph and the packer work on is names and ids.
"""

import dataclasses
import functools

import numpy as np
import numpy.typing as npt
import tree_sitter

from repoloom import languages
from repoloom.transforms import keyed
from repoloom.transforms.records import Piece, SourceFile
from repoloom.transforms.scratch import texts
from repoloom.transforms.scratch.spill import Spill
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens import (
    definitions,
    infill,
    names,
    sections,
    serialization,
    splitting,
)
from repoloom.transforms.tokens.sections import NOTHING, Sections
from repoloom.transforms.tokens.tokenizer import Tokenizer

# Ids that a cut may add beyond its three sentinels: the pieces left and right of a cut are encoded
# apart, which splits at most one piece at each end.
CUT_SLACK = 16

# Bytes for each token of a row from which a file is measured before it is cut: text has 3 to 4.
LONG = 3

# The part of a row that a path line must leave to the text.
_LEAST_TEXT = 4


@dataclasses.dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that stays, with the part of its verdict that matters here.

    Attributes:
        file: without its text where that is `held`.
        masked: it is without loss.
        held: what has the texts of its repository; None where `file` has its own.
    """

    file: SourceFile
    masked: bool
    held: texts.Held | None = None

    @property
    def size(self) -> int:
        """Bytes of the text."""
        return self.held.size(self.file) if self.held else len(self.file.text or b"")

    def whole(self) -> "KeptFile":
        """The same with its text in memory."""
        return KeptFile(self.held.whole(self.file), self.masked) if self.held else self


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """One file after its only parse.

    `eligible` counts the pieces that infilling may cut: code with loss, and not too small.
    `sections` are its definitions where slices of files are repeated, else none.
    `broken` says that the tree has a syntax error; `midline` counts the cuts whose suffix begins
    inside a line.
    """

    path: str
    language: str
    outline: languages.Outline | None
    pieces: tuple[Piece, ...]
    eligible: int
    broken: bool
    midline: int = 0
    sections: Sections = NOTHING

    def spilled(self, to: Spill) -> "Parsed":
        """The same, with its token ids in memory only as far as `to` keeps them there."""
        pieces = (dataclasses.replace(one, tokens=to.add(bytes(one.tokens))) for one in self.pieces)
        return dataclasses.replace(self, pieces=tuple(pieces))


def parse_file(kept: KeptFile, settings: Weaving, tokenizer: Tokenizer) -> Parsed:
    """Parses a file, takes its outline, cuts it and turns it into token ids.

    A masked file has no pieces yet: whether it is needed is known when imports are resolved.
    """
    file = kept.file
    text = file.text or b""
    tree, outline = read_outline(file.language, text, settings.import_lines)
    broken = tree is not None and tree.root_node.has_error
    lean = outline.lean() if outline else None
    found = NOTHING
    if settings.slices:
        found = sections.whole(text)
        if tree is not None and outline:
            places = sorted(one.start for one in outline.imports)
            found = definitions.definitions(file.language, text, tree, places)
    if kept.masked:
        return Parsed(file.path, file.language, lean, (), 0, broken, sections=found)
    place = _Placer(kept, text, tree, settings, tokenizer)
    pieces = place.whole() or place.parts(outline)
    eligible = sum(place.is_eligible(piece.start, piece.end) for piece in pieces)
    midline = sum(_is_midline(text, piece) for piece in pieces)
    return Parsed(file.path, file.language, lean, pieces, eligible, broken, midline, found)


def read_outline(
    language: str, text: bytes, import_lines: int
) -> tuple[tree_sitter.Tree | None, languages.Outline | None]:
    """The tree of a text and its outline; None where one of them would take too much.

    A file without either stays in the run, and counts as one that would not parse.
    """
    tree = languages.parse(language, text)
    if tree is None:
        return None, None
    try:
        return tree, languages.outline(language, text, tree, import_lines=import_lines)
    except languages.TooMuchError:
        return tree, None


def _is_midline(text: bytes, piece: Piece) -> bool:
    if piece.cut is None:
        return False
    place = piece.start + piece.cut.end
    return place < piece.end and text[place] not in b"\r\n"


def place_context(
    kept: KeptFile, parsed: Parsed, settings: Weaving, tokenizer: Tokenizer
) -> Parsed:
    """A masked file with its pieces; nothing of it is cut for infilling."""
    place = _Placer(kept, kept.file.text or b"", None, settings, tokenizer)
    return dataclasses.replace(parsed, pieces=place.whole() or place.parts(parsed.outline))


def place_slice(
    kept: KeptFile, ranges: tuple[tuple[int, int], ...], settings: Weaving, tokenizer: Tokenizer
) -> Piece:
    """Some ranges of a file's text, ascending, as one masked piece without a cut."""
    text = kept.file.text or b""
    inside = b"".join(text[start:end] for start, end in ranges)
    place = _Placer(kept, text, None, settings, tokenizer)
    return place.piece(
        0, 1, ranges[0][0], ranges[-1][1], infilled=False, body=inside, ranges=ranges
    )


@dataclasses.dataclass  # not frozen: it caches what it measures
class _Placer:
    """Makes the pieces of one file."""

    kept: KeptFile
    text: bytes
    tree: tree_sitter.Tree | None
    settings: Weaving
    tokenizer: Tokenizer

    @functools.cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """Where the tokens of the whole text end, in bytes."""
        return self.tokenizer.ends(self.tokenizer.encode(self.text))

    def whole(self) -> tuple[Piece, ...]:
        """The file as one piece, or nothing where it does not fit a row.

        A text of many bytes is measured first: cut and serialized it would be encoded for nothing.
        """
        budget = self.settings.budget
        if len(self.text) > LONG * budget and len(self.ends) > budget:
            return ()
        for infilled in (True, False):  # a file that only its cut makes too long is not cut
            piece = self.piece(0, 1, 0, len(self.text), infilled=infilled)
            if piece.length <= budget:
                return (piece,)
        return ()

    def piece(
        self,
        part: int,
        parts: int,
        start: int,
        end: int,
        *,
        infilled: bool = True,
        with_path: bool = True,
        body: bytes | None = None,
        ranges: tuple[tuple[int, int], ...] = (),
    ) -> Piece:
        """The piece `text[start:end]`, cut for infilling if the draw says so.

        Of a slice `body` is the text of its `ranges`.
        """
        file, settings = self.kept.file, self.settings
        key = (file.repo, file.path, str(start), str(end))
        cut = None
        if infilled and self.is_eligible(start, end):
            cut = infill.choose(
                self.text,
                self.tree,
                keyed.rng(settings.seed, "infill", *key),
                rate=infill.rate_of(settings.fim_preset, settings.fim_rate),
                spm_rate=settings.spm_rate,
                preset=settings.fim_preset,
                span=(start, end),
                max_middle=settings.max_middle,
            )
        drop = keyed.rng(settings.seed, "path", *key).random() < settings.path_dropout
        ids = serialization.serialize(
            file.path,
            self.text[start:end] if body is None else body,
            cut,
            self.tokenizer,
            spm_variant=settings.spm_variant,
            with_path=with_path and not drop,
        )
        return Piece(
            path=file.path,
            language=file.language,
            licence=file.signals.licence,
            part=part,
            parts=parts,
            start=start,
            end=end,
            cut=cut,
            masked=self.kept.masked,
            tokens=ids.astype("<i4").tobytes(),
            names=b"" if ranges else names.names_in(self.text[start:end]),  # no slice is composed
            ranges=ranges,
        )

    def is_eligible(self, start: int, end: int) -> bool:
        """Whether infilling may cut this piece."""
        is_code = languages.kind_of(self.kept.file.language) == "code"
        return is_code and not self.kept.masked and not infill.is_small(self.text[start:end])

    def parts(self, outline: languages.Outline | None) -> tuple[Piece, ...]:
        """The file in pieces that each fit a row; tried with less room until all do.

        A path that would leave its text less than a quarter of the row is not written, as with
        `path_dropout`: provenance has it still.
        """
        budget = self.settings.budget
        overhead = len(self.tokenizer.encode(self.kept.file.path.encode() + b"\n"))
        with_path = budget - CUT_SLACK - overhead >= budget // _LEAST_TEXT
        room = budget - CUT_SLACK - (overhead if with_path else 0)
        while room > 0:
            spans = splitting.split(
                self.text,
                outline.boundaries if outline else (),
                length_of=self._length_of,
                budget=room,
                inner=outline.inner_boundaries if outline else (),
            )
            pieces = tuple(
                self.piece(part, len(spans), start, end, with_path=with_path)
                for part, (start, end) in enumerate(spans)
            )
            if all(piece.length <= budget for piece in pieces):
                return pieces
            room = room * 7 // 8
        raise ValueError(f"length {self.settings.length} has no room for {self.kept.file.path!r}")

    def _length_of(self, start: int, end: int) -> int:
        """Tokens of `text[start:end]` as they are in the whole; alone it may have a few more."""
        first, last = np.searchsorted(self.ends, (start, end))
        return int(last - first)
