"""The format on storage as a picture: a change of it is a change of this file, and of FORMAT.

`steps.FORMAT` is of the store, the verdicts and the graph, `shards.FORMAT` of the shards.
"""

import pyarrow as pa
import pytest

from repoloom.pipeline.exports import export
from repoloom.pipeline.storage import graph_tables, shards, steps, store

PICTURES = {
    "store": """
        repo: string
        path: string
        language: string
        text: large_binary
        reason: string
        size: int64
        encoding: string
        content: binary
        signature: binary
        rank: int64
        signals
          lines: int64
          longest_line: int64
          in_long_lines: double
          mean_line: double
          alphabetic: double
          encoded: double
          generated: string
          vendored: string
          minified: string
          licence: string
          test: bool
          repetition: double
          comments: double
          errors: double
        redactions []
          kind: string
          start: int64
          end: int64
        hits []
          benchmark: string
          item: string
          view: string
          start: int64
          end: int64
        failure: string
        """,
    "verdicts": """
        repo: string
        path: string
        verdict: string
        reason: string
        evidence: string
        split: string
        size: int64
        """,
    "edges": """
        repo: string
        importer: string
        imported: string
        kind: string
        importance: double
        kept: bool
        used_symbols: int64
        nested: bool
        conditional: bool
        reexport: bool
        test: bool
        """,
    "order": """
        repo: string
        position: int64
        path: string
        """,
    "pairs": """
        repo: string
        test: string
        source: string
        rule: string
        """,
    "failures": """
        repo: string
        path: string
        step: string
        error: string
        place: string
        case: string
        """,
    "shards": """
        row_key: fixed_size_binary[8]
        input_ids: list<item: int32>
        seq_lengths: list<item: int32>
        labels: list<item: int32>
        middle_remaining: list<item: int16>
        segments []
          unit: fixed_size_binary[16]
          repo: string
          files []
            path: string
            language: string
            licence: string
            part: int32
            parts: int32
            mode: string
            rule: string
            masked: bool
            start: int32
            end: int32
            text_start: int64
            text_end: int64
            ranges []
              start: int64
              end: int64
        """,
}
SCHEMAS = {
    "store": store.SCHEMA,
    "verdicts": store.VERDICTS,
    "shards": shards.SCHEMA,
    **{kind: graph_tables.schema(kind) for kind in graph_tables.RECORDS},
}


def picture(fields, depth=0):
    for field in fields:
        assert field.nullable
        assert not field.metadata
        kind, many = field.type, ""
        if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
            kind, many = kind.value_type, " []"
        yield "  " * depth + field.name + (many if pa.types.is_struct(kind) else f": {kind}")
        if pa.types.is_struct(kind):
            yield from picture(kind, depth + 1)


@pytest.mark.parametrize("name", PICTURES)
def test_the_columns_of_a_format_are_these(name):
    lines = [line.removeprefix(" " * 8) for line in PICTURES[name].strip("\n ").splitlines()]
    assert list(picture(SCHEMAS[name])) == lines
    assert SCHEMAS[name].metadata is None


def test_every_table_has_its_picture_and_the_formats_their_numbers():
    assert SCHEMAS.keys() == PICTURES.keys()
    assert (steps.FORMAT, shards.FORMAT) == (3, "1")


@pytest.mark.parametrize("table", ["verdicts", "edges", "order", "pairs", "failures"])
def test_an_export_has_the_columns_of_its_table(table):
    assert export.COLUMNS[table] == tuple(SCHEMAS[table].names)
