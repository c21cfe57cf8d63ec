"""Scripts: what their first lines say of their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages.recognition import interpreters, naming

LINES = """
python: /usr/bin/env -S uv run --script
python: /usr/bin/env -S uv run --quiet --with requests python
python: /usr/bin/env -S FOO=1 python3.13t -u
python: /usr/bin/env --split-string=python3 -u
python: /usr/bin/env -Spython3 -u
python: /usr/bin/env -iS python3
python: /usr/bin/env -u PYTHONPATH python3
python: /usr/bin/env -S poetry run python
python: /usr/bin/env -S pipx run
python: /usr/bin/env -S pkgx +python@3.12 python
python: /usr/bin/env -S hatch run python
python: /usr/bin/env -S guix shell python -- python3
python: /usr/bin/sudo /usr/bin/python3
python: /usr/bin/stdbuf -oL python
python: /usr/bin/nice -n 10 pypy3
python: @PYTHON@
python: /usr/bin/env @PYTHON@
python: python2.7
shell: /usr/bin/env -S bash -eu
shell: /bin/busybox sh
shell: /system/bin/sh
shell: /opt/homebrew/bin/bash5
shell: /usr/bin/env nix-shell
shell: /usr/bin/env -S nix shell nixpkgs#bash --command bash
shell: /sbin/openrc-run
ruby: /usr/bin/env -S ruby -w
ruby: /usr/bin/ruby2.7 -rubygems
ruby: /usr/bin/env -S bundle exec ruby
rust: /usr/bin/env -S cargo +nightly -Zscript
rust: /usr/bin/env rust-script
typescript: /usr/bin/env -S deno run --allow-net
typescript: /usr/bin/env bun
typescript: /usr/bin/env -S npx tsx
typescript: /usr/bin/env -S npx --yes ts-node --esm
javascript: /usr/bin/env zx
javascript: /usr/bin/env -S node --experimental-modules
javascript: /usr/bin/osascript -l JavaScript
applescript: /usr/bin/osascript
powershell: /usr/bin/env pwsh
powershell: /usr/bin/pwsh -NoProfile
csharp: /usr/bin/env dotnet-script
csharp: /usr/bin/env -S dotnet run
fsharp: /usr/bin/env -S dotnet fsi
go: /usr/bin/env -S go run
kotlin: /usr/bin/env -S kotlinc -script
java: /usr/bin/java --source 21
haskell: /usr/bin/env stack
perl: /usr/bin/perl -wT
perl: /usr/local/bin/perl5.36.0
raku: /usr/bin/env perl6
php: /usr/bin/php8.2 -q
lua: /usr/bin/env lua5.4
r: /usr/bin/env Rscript
r: /usr/bin/env -S Rscript --vanilla
makefile: /usr/bin/make -f
awk: /usr/bin/gawk -f
tcl: /usr/bin/tclsh8.6
tcl: /usr/bin/expect -f
sed: /bin/sed -nf
just: /usr/bin/env -S just --justfile
elixir: /usr/bin/env elixir
lisp: /usr/bin/sbcl --script
clojure: /usr/bin/env bb
nix: /usr/bin/env -S nix-instantiate --eval
cmake: /usr/bin/env -S cmake -P
julia: /usr/bin/env -S julia --project
nushell: /usr/bin/env nu
yaml: /usr/bin/env ansible-playbook
: /usr/bin/frobnicate python
: /usr/bin/env
: /usr/bin/env frobnicate python
"""


@pytest.mark.parametrize("row", LINES.strip("\n").splitlines())
def test_the_program_of_a_script(row):
    expected, _, command = row.partition(": ")
    for line in (f"#!{command}\n", f"#! {command}\r\n", f"\ufeff#!{command}"):
        assert languages.language_of("run", line.encode()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"#!/usr/bin/env nix-shell\n#! nix-shell -i python3 -p python3\nimport os\n", "python"),
        (b"#!/usr/bin/env nix-shell\n#!nix-shell --interpreter ruby\n", "ruby"),
        (b"#!/usr/bin/nix-shell\n--[[\n-- nix-shell -i lua\n", "lua"),
        (b'#!/bin/sh\n# restarts \\\nexec tclsh "$0" "$@"\n', "tcl"),
        (b"#!/bin/sh\n''':'\nexec python3 -u \"$0\" \"$@\"\n'''\n", "python"),
        (b"#!/bin/sh\neval 'exec perl -x -wS $0 ${1+\"$@\"}'\n  if 0;\n", "perl"),
        (b'#!/bin/bash\nexec node "$(dirname "$0")/cli.js" "$@"\n', "shell"),
        (b'#!/bin/sh\nexec java -jar "$0" "$@"\n', "shell"),
        (b'#!/bin/sh\n# exec ruby "$0"\necho\n', "shell"),
        (b'#!/bin/sh\nexec sudo "$0" "$@"\n', "shell"),
        (b'//usr/bin/env go run "$0" "$@"; exit\npackage main\n', "go"),
        (b'///usr/bin/env jbang "$0" "$@" ; exit $?\n', "java"),
        (b"// a comment\n", ""),
    ],
)
def test_scripts_that_hand_themselves_on(text, expected):
    assert languages.language_of("run", text) == expected


@given(st.binary(max_size=200))
def test_any_first_line_gives_a_known_language_or_none(line):
    found = interpreters.language_of(interpreters.INTERPRETERS, b"#!" + line)
    assert found in {"", *interpreters.INTERPRETERS.values()}


def test_every_program_is_of_a_language_that_exists():
    known = naming.KINDS.keys() | languages.SPECS.keys()
    assert sorted(set(interpreters.INTERPRETERS.values()) - known) == []
