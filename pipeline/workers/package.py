"""How a worker comes to import the same `repoloom` as the process that starts the run.

A process on this machine gets a place to look, a machine elsewhere gets the package itself: built
from the checkout by Beam, or put together again from the files that a wheel has left here.
"""

import atexit
import base64
import contextlib
import functools
import hashlib
import importlib.metadata
import os
import pathlib
import shutil
import site
import tempfile
import zipfile
from collections.abc import Iterator, MutableMapping, Sequence

NAME = "repoloom"

# What a wheel brings of its own; an installer adds more, and lists all in a new RECORD.
_METADATA = ("METADATA", "WHEEL", "entry_points.txt", "top_level.txt")


class PackageError(ValueError):
    """Remote workers would not find this package; the message says what to pass."""


@contextlib.contextmanager
def importable_by_processes(environment: MutableMapping[str, str]) -> Iterator[None]:
    """Has what new processes of this interpreter need in the environment that they inherit.

    They start in the caller's folder, which may hold anything: a `repoloom` of another version, a
    `signal.py`.  So it is taken off their path.  The folder of a checkout comes first on it; that
    of installed packages is on it anyway, and first it would stand before the standard library.
    """
    before = dict(environment)
    environment["PYTHONSAFEPATH"] = "1"
    here = str(_folder())
    if here not in (*site.getsitepackages(), site.getusersitepackages()):
        paths = environment.get("PYTHONPATH", "").split(os.pathsep)
        others = [path for path in paths if path not in ("", here)]
        environment["PYTHONPATH"] = os.pathsep.join([here, *others])
    try:
        yield
    finally:
        for name in ("PYTHONSAFEPATH", "PYTHONPATH"):
            environment.pop(name, None)
            environment.update({name: before[name]} if name in before else {})


def remote_flags(runner: str, given: Sequence[str]) -> list[str]:
    """Beam's flags by which the runner's workers get this package, unless the user's say that.

    Args:
        runner: its name, as `--runner` has it.
        given: the flags for Beam that the user has passed.

    Raises:
        PackageError: it is neither a checkout nor installed from a wheel.
    """
    from apache_beam.options import pipeline_options

    beam = pipeline_options.PipelineOptions(list(given))
    setup = beam.view_as(pipeline_options.SetupOptions)
    image = beam.view_as(pipeline_options.WorkerOptions).sdk_container_image
    if setup.setup_file or setup.extra_packages or image or setup.sdk_location != "default":
        return []
    environment = beam.view_as(pipeline_options.PortableOptions).environment_type or ""
    if _is_here(runner, environment.upper()):
        return []
    if (above := _checkout()) and (above / "pyproject.toml").is_file():
        return [f"--setup_file={above / 'pyproject.toml'}"]
    if environment and "DOCKER" not in environment.upper():
        return []  # a process or a service that the user has set up
    return [f"--extra_package={_wheel_once()}"]


def _is_here(runner: str, environment: str) -> bool:
    """Whether the workers are in this process, or are started by it."""
    from apache_beam.options.pipeline_options import StandardOptions

    if environment:
        return environment == "LOOPBACK" or "EMBEDDED" in environment
    local = {name.lower().removesuffix("runner") for name in StandardOptions.LOCAL_RUNNERS}
    return runner.rpartition(".")[2].lower().removesuffix("runner") in local


@functools.cache
def _wheel_once() -> pathlib.Path:
    """One wheel for all pipelines of a run; it goes with the process."""
    folder = tempfile.mkdtemp(prefix=f"{NAME}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return wheel(pathlib.Path(folder))


def wheel(to: pathlib.Path) -> pathlib.Path:
    """Makes the wheel anew that this package was installed from, in the folder.

    Raises:
        PackageError: what is installed here does not know its files.
    """
    found = list(importlib.metadata.distributions(name=NAME, path=[str(_folder())]))
    if not found or not found[0].files:
        raise PackageError(
            f"workers of this runner need {NAME}, and the files in {_folder()} were not installed "
            "as a wheel: pass --extra_package WHEEL or --sdk_container_image IMAGE"
        )
    (distribution,), record = found, []
    path = to / f"{NAME}-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(filter(_is_of_wheel, distribution.files or ())):
            data = file.read_binary()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{file.as_posix()},sha256={digest},{len(data)}\n")
            archive.writestr(file.as_posix(), data)
        listing = f"{NAME}-{distribution.version}.dist-info/RECORD"
        archive.writestr(listing, "".join([*record, f"{listing},,\n"]))
    return path


def _is_of_wheel(file: importlib.metadata.PackagePath) -> bool:
    top = file.parts[0]
    if top.endswith(".dist-info"):
        return file.parts[1] in (*_METADATA, "licenses")
    return top == NAME and file.suffix != ".pyc"


def _folder() -> pathlib.Path:
    """The folder that `repoloom` is imported from: a checkout, or the installed packages."""
    return _checkout() or pathlib.Path(__file__).absolute().parents[3]


def _checkout() -> pathlib.Path | None:
    """The checkout that this is; in a wheel this folder is inside `repoloom`, not beside it."""
    above = pathlib.Path(__file__).absolute().parents[2]
    return above if (above / NAME / "__init__.py").is_file() else None
