"""Asks ClamAV's daemon about a file, over its INSTREAM command.

The daemon gets the bytes in chunks, each behind its length as four bytes (clamd(8)), and answers
with one line.  Nothing runs where no daemon does: every file is then unjudged, and leaves, since
malware is a category that fails closed.
"""

import dataclasses
import socket
import struct
from collections.abc import Collection, Iterable, Sequence

from repoloom.transforms.signals.safety import MALWARE, Finding, ProviderUnavailableError

_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096


@dataclasses.dataclass(frozen=True)
class ClamAv:
    """ClamAV's daemon at a TCP address.

    Attributes:
        host: where it listens; its protocol has no encryption, so keep to the loopback.
        timeout_s: seconds to wait for an answer.
    """

    host: str = "127.0.0.1"
    port: int = 3310
    timeout_s: float = 30.0
    name: str = "clamav"

    @property
    def categories(self) -> Collection[str]:
        """Malware."""
        return (MALWARE,)

    def version(self) -> str:
        """What the daemon says of itself and its signatures."""
        return self._ask(b"zVERSION\0", b"")

    def tag(self, data: bytes, comments: Sequence[bytes]) -> Iterable[Finding]:
        """One finding where a signature matches; its name is not kept, only that of the daemon."""
        answer = self._ask(b"zINSTREAM\0", _framed(data))
        if answer.endswith(" FOUND"):
            return (Finding(MALWARE, 1.0, self.name, self.version()),)
        if not answer.endswith(" OK"):
            raise ProviderUnavailableError(f"{self._where()} answered {answer!r}")
        return ()

    def _ask(self, command: bytes, body: bytes) -> str:
        """Sends one command; the answer up to its NUL."""
        try:
            with socket.create_connection((self.host, self.port), self.timeout_s) as connection:
                connection.sendall(command + body)
                answer = b""
                while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                    part = connection.recv(_LONGEST_ANSWER)
                    if not part:
                        break
                    answer += part
        except OSError as error:
            raise ProviderUnavailableError(f"{self._where()} does not answer: {error}") from error
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")

    def _where(self) -> str:
        return f"the ClamAV daemon at {self.host}:{self.port}"


def _framed(data: bytes) -> bytes:
    """The body of INSTREAM: chunks behind their length, then a length of zero."""
    chunks = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
    framed = b"".join(struct.pack("!I", len(chunk)) + chunk for chunk in chunks)
    return framed + struct.pack("!I", 0)
