"""Network addresses: public ones, and what is private, made up or a version."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.redaction import network_addresses
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span
from tests.transforms.redaction.detecting import anywhere, found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('HOST = "93.184.215.34"', "93.184.215.34"),
        ("http://93.184.215.34:80/x", "93.184.215.34"),
        ("ssh root@93.184.215.34", "93.184.215.34"),
        ("at 93.184.215.34.", "93.184.215.34"),
        ("20.1.7.3", "20.1.7.3"),
        ("93.184.215.34, 93.184.216.8x", "93.184.215.34"),
        ("(64:ff9b::93.184.215.34)", "64:ff9b::93.184.215.34"),
        ("b099::09c0:876a:130b up", "b099::09c0:876a:130b"),
        ("[2a00:1450:4001:81b::200e]:443", "2a00:1450:4001:81b::200e"),
        ("684d:1111:222:3333:4444:5555:6:77", "684d:1111:222:3333:4444:5555:6:77"),
        ("2a00:1450:4001:81b:2a00:1450:4001:81c", "2a00:1450:4001:81b:2a00:1450:4001:81c"),
    ],
)
@anywhere
def test_a_public_address_is_found(text, value, before, after):
    assert found(network_addresses, text, before, after) == [("ip", value)]


def test_of_a_list_of_addresses_each_is_found():
    text = "93.184.215.34, 93.184.216.80, 93.184.217.7"
    assert [value for _, value in found(network_addresses, text)] == [
        *("93.184.215.34", "93.184.216.80", "93.184.217.7")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1 10.1.2.3 192.168.1.1 172.16.5.4 169.254.169.254 0.0.0.0",
        "192.0.2.7 198.51.100.7 203.0.113.7 2001:db8::7 fe80::1 ::1",
        "8.8.8.8 1.1.1.1 9.9.9.9 2001:4860:4860::8888",
        "208.67.222.222 and 149.112.112.112",
        "224.0.17.251 and ff0e:1111:222:3333:4444:5555:6:77",
        "93.184.215.0",
        "19.18.17.200",
        "123.45.67.89 12.34.56.78",
        "version 21.45.67.89",
        "55.66.77.88 and 101.102.103.104",
        "1.2.3.200 and 2.5.29.132",
        "certificatePolicies = 2.5.29.32",
        "::127.0.0.1",
        "v21.45.67.89",
        "Chrome/91.0.4472.124",
        "lib==21.45.67.89",
        "1.2.3.4.5 and 1.2.3.4",
        "21.45.67.256 and 021.45.67.89.1",
        "21.45.67.89-rc1 21.45.67.89x",
        'd="M1.5,21.45.67.89,3.2z"',
        "21.45.67.89, 3.2",
        "3.2, 21.45.67.89",
        "4.71 21.45.67.89",
        "21.45.67.89 4.71",
        "std::vector and a::b::c",
        "50:06:01:60:3b:20:1f:aa",
        "x2a00:1450:4001:81b::200e 2a00:1450:4001:81b::200ex",
        "12:34:56 on 2024:01:02",
        "openssl 1.0.1.20",
        "[1111:2222:3333:4444:5555:6666:7777:8888]",
        "[abcd:ef01:2345:6789:abcd:ef01:2345:6789]",
        'd="M3.43 4.71 7.72 61.97.83.24 1.64.39"',
        "see C++17 20.19.3.7",
    ],
)
@anywhere
def test_what_is_private_made_up_or_a_version_stays(text, before, after):
    assert found(network_addresses, text, before, after) == []


@given(st.ip_addresses())
def test_what_is_found_is_the_whole_network_s_and_nothing_else(address):
    values = found(network_addresses, f"host = '{address}'")
    assert values in ([], [("ip", str(address))])
    inner = ipaddress.ip_address(int(address)) if int(address) >> 32 == 0 else address
    if values:
        assert inner.is_global
        assert not inner.is_multicast


@given(st.tuples(*map(st.integers, (93, 150, 1, 1), (99, 250, 90, 254))))
def test_every_public_one_that_does_not_count_in_steps_is_found(numbers):
    address = ".".join(map(str, numbers))
    assert found(network_addresses, f"'{address}'") == [("ip", address)]


@pytest.mark.parametrize(
    "text",
    [
        "sqlite-jdbc 3.53.2.1",
        "(>= 2:1.5.99.2)",
        "jdk 11.0.21.9",
        "72.30.236.0/22 72.30.237.204/30 2a00:1450:4000::/36",
        "1.255.255.255 7.255.255.255 93.184.215.255",
        "7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "45.45.45.45 172.1.2.3",
        "2001:db9::1",
        "51.7 94.4 160 99.4.9.1 1.7.3",
    ],
)
@anywhere
def test_versions_networks_masks_and_numbers_of_drawings_stay(text, before, after):
    assert found(network_addresses, text, before, after) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2a00:1450:4001:81b::200e: timeout", "2a00:1450:4001:81b::200e"),
        ("72.30.237.205/30", "72.30.237.205"),
        ("host: 5.29.2.1", "5.29.2.1"),
        ("http://3.53.2.1/x", "3.53.2.1"),
        ("at 5.29.2.1:8080", "5.29.2.1"),
    ],
)
@anywhere
def test_what_surrounds_an_address_makes_it_one(text, value, before, after):
    assert found(network_addresses, text, before, after) == [("ip", value)]


FEW = b'f("93.184.215.34", 24)\n'
MANY = b"".join(b'f("93.184.215.%d", 24)\n' % number for number in range(30, 36))
WORDS = b"// CIDR, subnet, prefix length, broadcast: parse_ip\n"


def somebody(text, **situation):
    located = network_addresses.DETECTORS[0].find(text)
    return len(network_addresses.of_somebody(text, list(located), Situation(**situation)))


def test_literals_of_an_address_library_and_of_tests_are_nobody_s():
    assert somebody(FEW, code=True) == 1
    assert somebody(MANY, code=True) == 6
    assert somebody(WORDS + FEW, code=True) == 1
    assert somebody(WORDS + MANY, code=True) == somebody(WORDS + MANY) == 0
    assert somebody(FEW, code=True, test=True) == 0
    assert somebody(FEW, test=True) == 1
    assert somebody(MANY, test=True) == somebody(WORDS + FEW, test=True) == 0
    assert somebody(FEW, locked=True) == 0


def test_in_a_document_the_call_that_parses_an_address_shows_an_example():
    for call in (b'IPAddress.Parse("%s")', b"ip_address('%s')", b'inet_pton(AF_INET, "%s")'):
        assert somebody(call % b"93.184.215.34") == 0
    assert somebody(b'connect("93.184.215.34")') == 1


@pytest.mark.parametrize(
    "text",
    [
        "Nov 08, 2001(1.2.101.3)",
        '"1.3.101.110"',
        "120.0.0.1",
        "64:ff9b::192.0.2.33",
        "1080::8:800:200c:417a",
    ],
)
@anywhere
def test_versions_identifiers_and_made_up_addresses_stay(text, before, after):
    assert found(network_addresses, text, before, after) == []


def test_a_line_that_speaks_of_examples_has_nobody_s_address():
    for line in (b"// Examples: '93.184.215.34'", b'// Examples: "a.b", "93.184.215.34"'):
        assert somebody(line, code=True) == 0
    assert somebody(b"// such as 93.184.215.34 of the peer", code=True) == 0
    assert somebody(b"// the peer 93.184.215.34", code=True) == 1
    assert somebody(b'/// Parse("93.184.215.34")', code=True) == 0
    assert somebody(b'x = Parse("93.184.215.34")', code=True) == 1


@pytest.mark.parametrize(
    "text",
    [
        "otp: 27.3.4.6",
        "python 33.11.44.2",
        "0:0:0:0:0:0:13.1.68.3",
        "host 111.111.11.11",
        "ip4:123.100.123.100",
        "EPRT |1|132.235.1.2|6275|",
        "[3ffe:1234:1234::1]",
        "| 185.228.168.9 | 185.228.169.9 |",
    ],
)
def test_versions_of_languages_examples_of_standards_and_resolvers_stay(text):
    assert found(network_addresses, text) == []


@pytest.mark.parametrize(("networks", "kept"), [(10, 0), (9, 40)])
def test_a_list_of_the_networks_of_providers_hides_nobody(networks, kept):
    hosts = [f"81.169.{n}.{(n * 37) % 200 + 20}" for n in range(100, 140)]
    lists = [f"81.{n}.64.0/18" for n in range(networks)]
    text = "\n".join(hosts + lists).encode()
    located = [
        Span(text.index(host.encode()), text.index(host.encode()) + len(host), "ip")
        for host in hosts
    ]
    assert len(network_addresses.of_somebody(text, located, Situation())) == kept


@pytest.mark.parametrize(("many", "code", "kept"), [(40, True, 0), (39, True, 39), (40, False, 40)])
def test_a_table_of_servers_is_the_data_of_a_program(many, code, kept):
    hosts = [f"81.169.{n + 100}.{(n * 37) % 200 + 20}" for n in range(many)]
    text = ",\n".join(f'"{host}"' for host in hosts).encode()
    places = [(text.index(host.encode()), len(host)) for host in hosts]
    located = [Span(start, start + size, "ip") for start, size in places]
    assert len(network_addresses.of_somebody(text, located, Situation(code=code))) == kept
