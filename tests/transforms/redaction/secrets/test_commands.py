"""The table of commands: each pattern compiles and gives the password as its first group."""

import re

import pytest

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import commands

WORD = b"zq4k9x7p"


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda one: one.mark.decode()[:40])
def test_a_pattern_has_one_group_and_a_mark_that_compiles(command):
    assert patterns.compiled(command.pattern).groups == 1
    assert patterns.PatternSet([command.mark]).occurring(b"") == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (b"mysql -u root -p@ tides", True),
        (b"docker login -u app -p @", False),
        (b"aws configure set aws_secret_access_key @", False),
        (b"rabbitmqctl add_user app @", False),
        (b"net user app @", False),
        (b"mosquitto_pub -h sea -u app -P @ -t tide", False),
        (b"plink.exe -ssh app@sea -pw @ ls", False),
        (b'$s = ConvertTo-SecureString "@" -AsPlainText -Force', False),
        (b"$s = ConvertTo-SecureString -String '@' -AsPlainText", False),
        (b'dsn := "app:@@tcp(sea.org:3306)/tide"', False),
        (b"sqlplus -S app/@@sea", False),
        (b"lftp -u app,@ sea.org", True),
        (b"security unlock-keychain -p @ build.keychain", False),
        (b"SET PASSWORD FOR app = PASSWORD('@')", False),
    ],
)
def test_a_line_is_found_by_mark_and_pattern(text, rest):
    text = text.replace(b"@", WORD, 1) if b"app@" not in text else text.replace(b" @", b" " + WORD)
    hits = [
        (match.group(1), command.any_word)
        for command in commands.COMMANDS
        if re.search(command.mark, text)
        for match in patterns.compiled(command.pattern).finditer(text)
    ]
    assert (WORD, rest) in hits


def test_an_option_is_a_word_of_its_own():
    option = patterns.compiled(commands.OPTION)
    assert [match.group() for match in option.finditer(b"run --api-token x")] == [b" --api-token"]
    assert list(option.finditer(b"k8s-pkg-credentialprovider v1")) == []
