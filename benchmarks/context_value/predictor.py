"""The predictor whose code lengths are measured: `predictor.c`, built by the machine's compiler.

It stands for a model that is trained on other repositories (the prime), reads an example and pays
for each byte.  Why it is context mixing and no compressor is in docs/negative-results.md.
"""

import ctypes
import functools
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

SOURCE = pathlib.Path(__file__).with_name("predictor.c")
COMPILERS = ("cc", "gcc", "clang")


class CompilerError(RuntimeError):
    """There is no C compiler, or it would not compile the predictor."""


@functools.cache
def library() -> ctypes.CDLL:
    """The predictor, compiled once a process.

    Raises:
        CompilerError: it cannot be built here.
    """
    names = (os.environ["CC"],) if "CC" in os.environ else COMPILERS
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "predictor.so"
        found = ctypes.CDLL(str(_built(names, path)))
    found.model_new.restype = ctypes.c_void_p
    found.model_new.argtypes = [ctypes.c_int, ctypes.c_uint64]
    found.model_code.argtypes = [
        *(ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint64),
        ctypes.c_void_p,
    ]
    for name in ("model_free", "model_mark", "model_back"):
        function = getattr(found, name)
        function.argtypes, function.restype = [ctypes.c_void_p], None
    return found


def _built(names: tuple[str, ...], path: pathlib.Path) -> pathlib.Path:
    for name in names:
        flags = ["-O3", "-march=native", "-std=c11", "-shared", "-fPIC", "-fwrapv"]
        command = [name, *flags, "-o", str(path), str(SOURCE), "-lm"]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            continue
        except subprocess.CalledProcessError as error:
            raise CompilerError(f"{name} cannot compile {SOURCE}: {error.stderr}") from error
        return path
    raise CompilerError(
        f"no C compiler here, looked for {', '.join(names)}; install one or name it in CC"
    )


class Predictor:
    """A predictor of bytes that learns all that it codes.

    Args:
        table_bits: log2 of its lines of counters, of 64 bytes each.
        capacity: bytes that it can code, not counting those that it went back on.

    Raises:
        CompilerError: see `library`.
        MemoryError: the tables do not fit memory.
    """

    def __init__(self, table_bits: int = 22, capacity: int = 1 << 26) -> None:
        self._library = library()
        self._model = self._library.model_new(table_bits, capacity)
        if not self._model:
            raise MemoryError(f"no room for 2^{table_bits} lines of 64 bytes")

    def code(self, text: bytes) -> npt.NDArray[np.float64]:
        """Bits [bytes] of each byte of a text, given all that was coded before.

        Raises:
            MemoryError: the text does not fit the capacity, or what goes back on it memory.
        """
        bits = np.empty(len(text))
        if self._library.model_code(self._model, text, len(text), bits.ctypes.data):
            raise MemoryError(f"no room to code {len(text)} bytes more")
        return bits

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """What is coded inside is forgotten behind it, to the last bit.  It does not nest."""
        self._library.model_mark(self._model)
        try:
            yield
        finally:
            self._library.model_back(self._model)

    def __del__(self) -> None:
        if model := getattr(self, "_model", None):
            self._library.model_free(model)
