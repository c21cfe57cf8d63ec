"""Parses that no callback can stop, tried in a process that can be ended.

The scanner of a grammar is C code of its own: while it loops, no callback is asked and no signal of
Python's heard.  A text of such a grammar is first parsed by a child, whose CPU time the kernel
limits; the child lives as long as its parent, and one that is ended is started anew.
"""

import atexit
import os
import subprocess
import sys
import threading

BOUND_S = 10
"""CPU-seconds of the child for one text; a megabyte of Kotlin takes 0.3."""

CHILD = """
import importlib, resource, sys, time
import tree_sitter
module, _, function = sys.argv[1].partition(":")
bound = int(sys.argv[2])
language = tree_sitter.Language(getattr(importlib.import_module(module), function)())
source, answer = sys.stdin.buffer, sys.stdout.buffer
buffer = bytearray()  # what a parser is given stays in memory: always the same (see parsing)

def read(offset, point):
    buffer[:] = text[offset : offset + 65536]
    return buffer

while head := source.read(16):
    text, checks = source.read(int.from_bytes(head[:8], "big")), int.from_bytes(head[8:], "big")
    limit = int(time.process_time()) + 1 + bound
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))

    def over(offset, error):
        global checks
        checks -= 1
        return checks < 0

    try:
        tree_sitter.Parser(language).parse(read, progress_callback=over)
    except ValueError:
        pass
    answer.write(b"1")
    answer.flush()
"""


class Prober:
    """Asks a child process whether parses end; one for each grammar and process."""

    def __init__(self, grammar: str, *, child: str = CHILD, bound_s: int = BOUND_S) -> None:
        self.command = [sys.executable, "-P", "-c", child, grammar, str(bound_s)]
        self.lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def ends(self, text: bytes, checks: int) -> bool:
        """Whether the parse of a text, stopped after `checks` callbacks, comes to an end.

        A child that dies in another way, such as by too deep a stack, would take us along, too.
        """
        with self.lock:
            child = self.child = self.child or self.start()
            stdin, stdout = child.stdin, child.stdout
            if stdin is None or stdout is None:
                raise RuntimeError("a child was started without pipes")
            try:
                stdin.write(len(text).to_bytes(8, "big") + checks.to_bytes(8, "big") + text)
                stdin.flush()
                if stdout.read(1):
                    return True
            except BrokenPipeError:
                pass
            self.stop()
            return False

    def start(self) -> subprocess.Popen[bytes]:
        """A new child; it ends when its input does."""
        atexit.register(self.stop)
        return subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Ends the child, if there is one."""
        child, self.child = self.child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()


_probers: dict[tuple[int, str], Prober] = {}


def ends(grammar: str, text: bytes, checks: int) -> bool:
    """Whether a grammar's parse of a text ends; the child belongs to this process alone.

    Args:
        grammar: `module:function` of its wheel.
        text: what the grammar is given.
        checks: callbacks after which the parse is stopped.
    """
    prober = _probers.setdefault((os.getpid(), grammar), Prober(grammar))
    return prober.ends(text, checks)
