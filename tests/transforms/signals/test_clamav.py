"""The client of ClamAV's daemon, against a daemon of a few lines on the loopback."""

import contextlib
import socket
import struct
import threading
import time

import pytest

from repoloom.transforms.signals import clamav, safety
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
def daemon(reply=answer, raw=False):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection, contextlib.suppress(OSError):
                        given = connection if raw else received(connection)
                        connection.sendall(reply(given))

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


def test_bytes_come_in_chunks_of_64_kib_and_one_of_none():
    data = bytes(range(256)) * 513
    framed, sizes, whole = clamav._framed(data), [], b""
    while framed:
        (size,) = struct.unpack("!I", framed[:4])
        sizes.append(size)
        whole += framed[4 : 4 + size]
        framed = framed[4 + size :]
    assert sizes == [65536, 65536, len(data) - 131072, 0]
    assert whole == data


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: OK\n\0", b"x" * 5000 + b" OK\0"])
def test_an_answer_ends_with_nul_with_the_connection_or_at_its_limit(answer):
    with daemon(lambda data: answer) as provider:
        if b"OK" in answer[:20]:
            assert provider.tag(b"x", []) == ()
        else:
            with pytest.raises(safety.ProviderUnavailableError, match=f":{provider.port} answered"):
                provider.tag(b"x", [])


def test_an_answer_may_come_in_parts():
    def slowly(connection):
        received(connection)
        for part in (b"stream: ", b"OK", b"\0"):
            connection.sendall(part)
            time.sleep(0.02)
        return b""

    with daemon(slowly, raw=True) as provider:
        assert provider.tag(b"x", []) == ()


def test_it_finds_malware_alone():
    assert tuple(ClamAv().categories) == (safety.MALWARE,)
