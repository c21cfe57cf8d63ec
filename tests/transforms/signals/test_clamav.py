"""The client of ClamAV's daemon, against a daemon of a few lines on the loopback."""

import contextlib
import socket
import struct
import threading

import pytest

from repoloom.transforms.signals import safety
from repoloom.transforms.signals.clamav import ClamAv
from repoloom.transforms.signals.safety import Finding

# The start of the test string that every scanner knows, put together here, and only a part of it.
INERT = b"EICAR" + b"-STANDARD-" + b"ANTIVIRUS-TEST"


def received(connection):
    """What one INSTREAM sends, or None for VERSION."""
    command = b""
    while not command.endswith(b"\0"):
        command += connection.recv(1)
    if command == b"zVERSION\0":
        return None
    assert command == b"zINSTREAM\0"
    data = b""
    with connection.makefile("rb") as stream:
        while size := struct.unpack("!I", stream.read(4))[0]:
            data += stream.read(size)
    return data


def answer(data):
    if data is None:
        return b"ClamAV 1.2/27000\0"
    return b"stream: Test FOUND\0" if INERT in data else b"stream: OK\0"


@contextlib.contextmanager
def daemon(reply=answer):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.sendall(reply(received(connection)))

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield ClamAv(port=port, timeout_s=5)
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def test_what_the_daemon_finds_is_malware():
    with daemon() as provider:
        assert safety.judge(b"a" * 200_000 + INERT, [], [provider]) == [
            Finding(safety.MALWARE, 1.0, "clamav", "ClamAV 1.2/27000")
        ]


@pytest.mark.parametrize("data", [b"", b"print(1)\n", b"x" * 200_000])
def test_clean_files_have_no_finding(data):
    with daemon() as provider:
        assert safety.judge(data, [], [provider]) == []


def test_an_error_of_the_daemon_is_no_answer():
    failing = daemon(lambda data: b"INSTREAM size limit exceeded. ERROR\0")
    with failing as provider, pytest.raises(safety.ProviderUnavailableError, match="size limit"):
        provider.tag(b"x", [])


def test_without_a_daemon_every_file_fails_closed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = safety.judge(b"x", [], [ClamAv(port=port, timeout_s=1)])
    assert found == [Finding(safety.MALWARE, 1.0, "clamav", "unavailable")]
