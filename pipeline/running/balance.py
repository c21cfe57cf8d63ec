"""The balance: what was read, judged and placed is the same set of files, by count.

A run whose numbers do not add up fails: nothing leaves silently.
"""

from repoloom.pipeline.storage import steps
from repoloom.transforms.records import FAILED_FILES, KEPT

_KEPT = tuple(f"verdict/{verdict}/" for verdict in KEPT)


class BalanceError(RuntimeError):
    """Files went missing or came twice between two steps: a defect, never the user's."""


def kept_bytes(decided: steps.Step) -> float:
    """Bytes of the files that a run keeps, as read from the source."""
    return _counted(decided, _KEPT, "bytes")


def trained_files(decided: steps.Step) -> float:
    """Files that a run trains on."""
    return _counted(decided, ("verdict/train/",), "files")


def _counted(decided: steps.Step, verdicts: tuple[str, ...], what: str) -> float:
    """Sum of the "files" or "bytes" under keys that begin with one of `verdicts`."""
    stats = decided.manifest()["stats"].items()
    found = (n for key, n in stats if key.startswith(verdicts) and key.endswith(f"/{what}"))
    return float(sum(found))


def check_verdicts(stored: steps.Step, decided: steps.Step) -> None:
    """Raises BalanceError where a file that was read has no verdict, or more than one."""
    read, judged = stored.manifest()["stats"], decided.manifest()["stats"]
    by_verdict = _counted(decided, ("verdict/",), "files")
    if not read.get("files", 0) == judged.get("files", 0) == by_verdict:
        raise BalanceError(
            f"{read.get('files', 0):.0f} files were read, {judged.get('files', 0):.0f} have a "
            f"verdict, {by_verdict:.0f} are counted by reason"
        )


def check_placed(decided: steps.Step, woven: steps.Step) -> None:
    """Raises BalanceError where a kept file was neither placed nor failed."""
    kept = _counted(decided, _KEPT, "files")
    stats = woven.manifest()["stats"]
    placed, failed = stats.get("files", 0), stats.get(FAILED_FILES, 0)
    if kept != placed + failed:
        raise BalanceError(
            f"{kept:.0f} files were kept, {placed:.0f} were placed and {failed:.0f} failed"
        )
