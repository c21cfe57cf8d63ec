"""What failed in a run, and the command that does one of it alone: `repoloom failures`."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from collections.abc import Mapping
from typing import cast

from repoloom.pipeline import config, console
from repoloom.pipeline.console import Section
from repoloom.pipeline.storage import failed, fingerprint
from repoloom.pipeline.storage.outputs import Output
from repoloom.transforms import columns
from repoloom.transforms.records import Failure

_SECTIONS = {"store": "ingest", "verdicts": "select", "tokenizer": "tokenizer", "shards": "weave"}
"""The section of the settings that each step records."""
_DERIVED = frozenset({"buckets", "shards"})
"""Keys that a step records as it has worked them out."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOTHING = fingerprint.digest("")


def print_failures(output: Output, *, as_json: bool) -> int:
    """Prints what failed, and how to see one of it fail again.

    Args:
        output: the run.
        as_json: one object a line instead of a table.
    """
    found = list(failed.found(output))
    if as_json:
        for repo, failure in found:
            print(json.dumps({"repo": repo, **dataclasses.asdict(failure)}))
        return 0
    if not found:
        print("nothing failed")
        return 0
    header = ("repo", *columns.names(Failure))
    rows = tuple((repo, *dataclasses.astuple(failure)) for repo, failure in found)
    console.print_sections([Section("Failures", header, rows)])
    print(f"\none alone, with its traceback:\n  {alone(output, found[0][0])}")
    again = f"{_command(output)} --output {shlex.quote(output.root)} --retry_failed"
    print(f"all again, once the cause is gone:\n  {again}")
    return 0


def alone(output: Output, repo: str) -> str:
    """The command that runs one repository alone and stops where it fails."""
    return f"{_command(output)} --only {shlex.quote(repo)} --output FOLDER --strict --debug"


def _command(output: Output) -> str:
    """The run's command as far as its manifests know it.

    Settings of which only a digest is known stand as `--KEY ...`.
    """
    words = ["repoloom", "run"]
    for text in output.manifest("store").inputs:
        words += ["--input", text]
    return shlex.join(words) + "".join(f" {flag}" for flag in _flags(output))


def _flags(output: Output) -> list[str]:
    """The settings that are not the defaults."""
    found = []
    for section, field in config.fields():
        value = _recorded(output, section, field.name)
        if field.name in _DERIVED or value in (None, field.default, _NOTHING):
            continue
        said = "..." if _DIGEST.fullmatch(str(value)) else shlex.quote(str(value))
        found.append(f"--{field.name} {said}")
    return found


def _recorded(output: Output, section: str, name: str) -> object:
    """What a step has recorded of a key; None where none has."""
    for step, recorded in _SECTIONS.items():
        if not output.finished(step):
            continue
        settings = output.manifest(step).settings
        if not section and name in settings:
            return settings[name]
        inner = cast("Mapping[str, object]", settings.get(recorded, {}))
        if section == recorded and name in inner:
            return inner[name]
    return None
