"""Settings as plain data: what identifies them, and what differs between two."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


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
    return [f"{where}: {json.dumps(old)} -> {json.dumps(new)}"]
