"""Other environments than that of the tests: what is installed there, and what reaches them."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2

from repoloom.pipeline import build
from repoloom.pipeline.running import weaving
from repoloom.pipeline.workers import shard_parts, store_parts
from repoloom.transforms import failures
from repoloom.transforms.settings import Weaving
from tests import job

ROOMS = ("languages", "model", "pipeline", "transforms")

UNPICKLED = """
import sys
sys.path[:0] = sys.argv[2:]
from apache_beam.internal import pickler
with open(sys.argv[1], "rb") as file:
    functions = [pickler.loads(line) for line in file.read().split()]
assert len(functions) > 3
ours = {name: module.__file__ for name, module in sys.modules.items() if "repoloom" in name}
assert "repoloom.transforms.weave" in ours
assert not {"languages", "model", "pipeline", "transforms", "tests"} & sys.modules.keys()
print(*ours.values(), sep="\\n")
"""
"""Unpickles the lines of argv[1], with argv[2:] before all on the path; prints our modules."""


def checkout(to):
    """A copy of the checkout, as `git clone` makes it."""
    skipped = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "out", "*.egg-info")
    return shutil.copytree(job.ROOT, to, ignore=skipped)


def build_environment(folder):
    """In which `python -m build` neither reads nor leaves anything in the folder of the sources."""
    folder.mkdir()
    config = folder / "distutils.cfg"
    config.write_text(f"[build]\nbuild_base = {folder}\n\n[egg_info]\negg_base = {folder}\n")
    return {**os.environ, "DIST_EXTRA_CONFIG": str(config)}


def uv(*arguments, **options):
    command = [sys.executable, "-m", "uv", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=300, **options)


def environment(folder, *requirements):
    """A new environment that holds the requirements and nothing else; gives its `bin`."""
    uv("venv", "--quiet", "--python", sys.executable, folder)
    constraints = ["--constraints", job.ROOT / "constraints.txt", "--no-verify-hashes"]
    python = folder / "bin" / "python"
    uv("pip", "install", "--quiet", "--python", python, *constraints, *requirements)
    return folder / "bin"


def call(*command, cwd, path=""):
    """Runs a command with this PYTHONPATH; gives what it printed."""
    others = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ = {**others, "PYTHONPATH": str(path)} if path else others
    done = subprocess.run(
        list(map(str, command)), env=environ, cwd=cwd, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def travelling(to):
    """Writes what Beam sends to the workers of weave, pickled here, a line each."""
    root = beam.Pipeline(options=PipelineOptions([]))
    parts = store_parts.Parts("store", 1)
    read = functools.partial(
        shard_parts.shard_repositories,
        *(parts, parts, parts, Weaving(seed=0, length=64), failures.DEFAULT),
    )
    write = functools.partial(shard_parts.store_shard, "out", parts, {}, {})
    load = functools.partial(weaving.load_tokenizer, "tokenizer.model", "")
    build.weave(*(root, [0, 1], read, write, load, Weaving(seed=0, length=64)), failures.DEFAULT)
    transforms = root.to_runner_api().components.transforms.values()
    steps = [one.spec for one in transforms if one.spec.urn == "beam:transform:pardo:v1"]
    payloads = [beam_runner_api_pb2.ParDoPayload.FromString(step.payload) for step in steps]
    to.write_bytes(b"\n".join(payload.do_fn.payload for payload in payloads))
    return to


def unpickled(python, pickles, cwd, target=None):
    """Paths of our modules, where the pickles are read by that interpreter alone.

    Args:
        python: the interpreter; it sees neither the caller's folder nor PYTHONPATH.
        pickles: file of `travelling`.
        cwd: folder to run in.
        target: folder of packages to put before those of this environment, whose own
            installation of this package (a link to the checkout) is then out of sight.
    """
    path = [target, sysconfig.get_path("purelib")] if target else []
    flags = ["-I", "-S"] if target else ["-I"]
    printed = call(python, *flags, "-c", UNPICKLED, pickles, *path, cwd=cwd)
    return printed.split()
