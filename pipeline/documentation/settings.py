"""The page that documents every setting: `make docs`."""

import dataclasses

from repoloom.pipeline import config

_HEAD = """\
# Configuration

Every setting is a key of the TOML file given with `--config` and a flag of the same name; a flag
wins over the file.  An unknown key, a wrong type and a value out of range are errors.  This page is
generated from `pipeline/config.py` by `make docs`.
"""

_STEPS = {
    "": "Top level",
    "ingest": "`[ingest]`: sources to store. A change needs a new output folder, or `--overwrite`",
    "select": "`[select]`: store to verdicts. A change redoes select and what follows",
    "tokenizer": "`[tokenizer]`. A change redoes the tokenizer and the shards",
    "weave": "`[weave]`: store and verdicts to shards. A change redoes the shards",
    "failures": "`[failures]`: what becomes of a run in which something fails. Redoes nothing",
}


def page() -> str:
    """The Markdown of the page."""
    lines = [_HEAD]
    for section, title in _STEPS.items():
        lines += [f"## {title}", "", "| key | default | meaning |", "|---|---|---|"]
        lines += [_row(field) for where, field in config.fields() if where == section]
        lines.append("")
    return "\n".join(lines)


def _row(field: dataclasses.Field[object]) -> str:
    choices, bounds = field.metadata["choices"], field.metadata["bounds"]
    text = field.metadata["help"] + (f"; one of {', '.join(choices)}" if choices else "")
    text += f" ({bounds})" if bounds else ""
    return f"| `{field.name}` | `{field.default!r}` | {text} |"


if __name__ == "__main__":
    print(page(), end="")
