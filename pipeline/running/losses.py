"""Why a run has nothing to train on: what left it, said by reason and by name.

The counts alone would not tell a user which of the inputs was damaged.
"""

from collections import Counter

from repoloom.pipeline.storage import outputs
from repoloom.transforms.records import WHOLE

_NAMED = 3  # repositories or tables of one reason


def summary(output: str, *, most: int = 6) -> str:
    """What was dropped, such as `1 corrupt_archive (boat); 3 binary (o/a, o/b)`.

    Reasons of whole sources come first.

    Args:
        output: folder of a run whose step "verdicts" is finished.
        most: reasons that are named.
    """
    opened = outputs.open_output(output)
    counts: Counter[str] = Counter()
    names: dict[str, dict[str, None]] = {}
    whole: set[str] = set()
    for part in sorted(opened.parts("verdicts", "bucket")):
        for row in opened.records(part, ["repo", "path", "verdict", "reason"]):
            reason = str(row["reason"] or row["verdict"])
            counts[reason] += 1
            named = names.setdefault(reason, {})
            if len(named) <= _NAMED:
                named[str(row["repo"])] = None
            if row["path"] == WHOLE:
                whole.add(reason)
    ordered = sorted(counts, key=lambda reason: (reason not in whole, -counts[reason], reason))
    said = [f"{counts[reason]} {reason} ({_shown(list(names[reason]))})" for reason in ordered]
    return "; ".join(said[:most]) + ("; ..." if len(said) > most else "") or "no file was read"


def _shown(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
