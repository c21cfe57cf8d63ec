"""Settings as plain data: what identifies them, and what differs between two."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

_DIGEST = re.compile("[0-9a-f]{64}")


def digest(settings: Any) -> str:
    """SHA-256 of plain data (JSON values), independent of the order of its keys."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(old: Any, new: Any, where: str = "") -> list[str]:
    """What differs between two settings, one line a key: `ingest.redact: true -> false`."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = sorted(old.keys() | new.keys())
        inner = [
            differences(old.get(key), new.get(key), f"{where}.{key}" if where else str(key))
            for key in keys
        ]
        return [line for lines in inner for line in lines]
    if old == new:
        return []
    return [f"{where}: {_shown(old)} -> {_shown(new)}{_note(old, new)}"]


def _shown(value: Any) -> str:
    """As JSON; of a digest its beginning, which is all that a reader compares."""
    text = json.dumps(value)
    return f"content {value[:8]}" if _is_digest(value) else text


def _note(old: Any, new: Any) -> str:
    return " (what it names has other content now)" if _is_digest(old) and _is_digest(new) else ""


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and bool(_DIGEST.fullmatch(value))


def moves(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What differs between two sets of sources, in words.

    Args:
        old: what changes with the content of each source, by its place.
        new: the same of this run.
    """
    gone, came = (sorted(a.keys() - b.keys()) for a, b in ((old, new), (new, old)))
    lines = []
    for place in gone:
        same = [one for one in came if new[one] == old[place]]
        if same:
            came.remove(same[0])
            lines.append(f"{place} has moved to {same[0]}, with the same content")
        else:
            lines.append(f"{place} is not among the inputs any more")
    lines += [f"{place} is new among the inputs" for place in came]
    both = sorted(old.keys() & new.keys())
    return lines + [f"{place} has changed" for place in both if old[place] != new[place]]
