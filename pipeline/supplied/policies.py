"""The policy of select as the settings name it: a preset or a file, licences, an opt-out list."""

import dataclasses
import re
import tomllib
from typing import Any

from packaging import licenses

from repoloom.pipeline import checks, config
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.measures import KINDS
from repoloom.transforms.signals.licences import licence
from repoloom.transforms.verdicts import presets
from repoloom.transforms.verdicts.policy import Policy


def resolve(select: config.Select) -> Policy:
    """The policy of these settings; files are read.

    Raises:
        ConfigError: a file cannot be read, or says what no policy has.
    """
    return dataclasses.replace(
        _policy(select.policy),
        allowed_licences=_licences(select.licences),
        opted_out=names(f"--opt_out {select.opt_out}", select.opt_out),
        included_kinds=_kinds(select.include_kinds),
    )


def others(select: config.Select) -> dict[str, Any]:
    """The settings that are not the policy's: what counts of those is what the policy says."""
    values = dataclasses.asdict(select)
    own = ("policy", "licences", "opt_out", "include_kinds")
    return {key: values[key] for key in values if key not in own}


def _kinds(given: str) -> frozenset[str]:
    """The kinds of a list with commas."""
    names = config.names(given)
    if not names or names - set(KINDS):
        raise config.ConfigError(
            f"--include_kinds is {given!r}; give some of {','.join(KINDS)} with commas"
            + checks.nearest(min(names - set(KINDS), default=""), KINDS)
        )
    return names


def _policy(given: str) -> Policy:
    """The policy of a preset's name or a TOML file."""
    if given in presets.PRESETS:
        return presets.PRESETS[given]
    where = f"--policy {given}"
    if not given.endswith(".toml"):
        names = ", ".join(presets.PRESETS)
        near = checks.nearest(given, presets.PRESETS)
        raise config.ConfigError(
            f"{where} is no preset and no .toml file; presets are {names}{near}"
        )
    try:
        return presets.from_table(tomllib.loads(text_of(where, given)), where)
    except (ValueError, RecursionError) as error:
        raise config.ConfigError(
            str(error) if str(error).startswith(where) else f"{where} is not TOML: {error}"
        ) from None


def _licences(given: str) -> frozenset[str] | None:
    """The licences that "any", "permissive" or a list with commas allows."""
    if given == "any":
        return None
    names = config.names(given)
    if not names or "any" in names:
        raise config.ConfigError(
            f"--licences is {given!r}; give any, permissive, or SPDX identifiers with commas"
        )
    own = licence.PERMISSIVE if "permissive" in names else frozenset()
    return own | {_identifier(name) for name in names - {"permissive"}}


def _identifier(name: str) -> str:
    """An SPDX identifier as SPDX writes it.  Raises ConfigError for any other word."""
    try:
        if len(name.split()) == 1:
            return str(licenses.canonicalize_license_expression(name))
    except licenses.InvalidLicenseExpression:
        pass
    known = ("any", "permissive", *sorted(licence.PERMISSIVE))
    raise config.ConfigError(
        f"--licences has {name!r}, which is no SPDX identifier; give any, permissive, or "
        f"identifiers with commas{checks.nearest(name, known)}"
    )


def names(where: str, path: str) -> frozenset[str]:
    """The entries of a list: a line each, `owner/name` or `owner`, `#` starts a comment.

    Args:
        where: the flag and its value, for messages.
        path: of the file; "" gives no entry.

    Raises:
        ConfigError: the file cannot be read, or a line is no name.
    """
    if not path:
        return frozenset()
    entries = set()
    for number, line in enumerate(text_of(where, path).splitlines(), 1):
        entry = line.partition("#")[0].strip().lower().removesuffix("/*").strip("/")
        entry = entry.removesuffix(".git")  # which is no part of a repository's name
        if entry.count("/") > 1 or re.search(r"[\s,;:]", entry):  # an address, or a line of a table
            raise config.ConfigError(f"{where} line {number} is {line!r}; give owner/name or owner")
        if entry:
            entries.add(entry)
    return frozenset(entries)


def text_of(where: str, path: str) -> str:
    """The text of a file that a flag names, without the mark that editors of Windows begin it with.

    Args:
        where: the flag and its value, for messages.
        path: of the file.

    Raises:
        ConfigError: it cannot be read, or is not UTF-8.
    """
    try:
        return filesystems.read_bytes(path).decode("utf-8-sig")
    except OSError as error:
        raise config.ConfigError(f"{where} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise config.ConfigError(f"{where} is not UTF-8 text") from None
    except ValueError as error:  # of a filesystem that Beam does not know
        raise config.ConfigError(f"{where} cannot be read: {error}") from None
