"""What runs a script, by its first lines.

A `#!` line names a program and, for programs that run another (`env`, `sudo`, `nix-shell`), that
one; a tool that fetches what a script needs before it runs it (`uv`, `cargo`, `deno`) stands for
its language unless an argument names an interpreter.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

_PROGRAMS = """
shell: sh bash dash ash zsh ksh mksh pdksh oksh yash rbash csh tcsh fish bats rc es osh ysh posh
  ion openrc-run runscript execlineb shellspec bash-static
python: python pypy jython ipython micropython graalpy sage uv uvx pipx poetry pdm pipenv hatch rye
  pixi conda mamba micromamba vpython pythonw xonsh scons stackless
javascript: node nodejs qjs quickjs gjs rhino jsc d8 js zx phantomjs casperjs iojs
  hermes txiki tjs electron nodemon npx yarn pnpm volta babel-node
typescript: deno ts-node tsx bun bunx ts-script ts-node-script ts-node-esm ts-node-dev esr esno
  vite-node jiti sucrase-node tsimp
ruby: ruby jruby rbx macruby mruby truffleruby rake bundle bundler irb rails cruby macirb
perl: perl cperl plackup carton plenv
raku: perl6 raku rakudo
php: php hhvm
lua: lua luajit texlua resty tarantool luvit
rust: cargo rust-script run-cargo-script rustx evcxr cargo-script
go: go gorun yaegi gosl goscript
swift: swift swift-sh xcrun-swift marathon beak
java: java jbang jshell
kotlin: kotlin kotlinc kscript
scala: scala scala-cli amm ammonite cs
groovy: groovy
csharp: dotnet dotnet-script csi csharp csexec dotnet-exec
fsharp: fsi fsharpi dotnet-fsi
c: tcc cling c crun ch
cpp: cppsh c++ root
zig: zig
haskell: runhaskell runghc runhugs stack cabal ghci turtle
ocaml: ocaml ocamlrun ocamlscript utop ocaml-script
elixir: elixir iex mix
erlang: escript
clojure: clojure clj bb babashka lein boot planck lumo nbb joker lein-exec
lisp: sbcl clisp ecl ccl abcl emacs emacsclient clasp cl ros lisp mkcl
scheme: guile gosh scheme scheme-script chez chibi-scheme bigloo mit-scheme gsi stklos
  petite scheme-r7rs kawa sash
racket: racket gracket mzscheme
fennel: fennel
janet: janet jpm
hy: hy hyc
newlisp: newlisp
picolisp: picolisp pil
awk: awk gawk mawk nawk goawk frawk bwk
sed: sed gsed ssed
jq: jq gojq jaq
makefile: make gmake bmake remake
just: just
cmake: cmake
tcl: tclsh wish expect jimsh tclkit expectk itclsh itkwish jtclsh kitsh tclx
powershell: pwsh powershell pwsh-preview
applescript: osascript
r: rscript r littler lr
julia: julia
matlab: octave octave-cli matlab
gnuplot: gnuplot
mathematica: wolframscript mathematicascript math wolfram
maxima: maxima
stata: stata
crystal: crystal
nim: nim nimr nimcr nimscript
d: rdmd dub dmd ldc2 gdmd
vlang: v
dart: dart
haxe: haxe
pascal: instantfpc fpc
ada: ada
forth: gforth forth pforth
prolog: swipl yap gprolog sicstus scryer-prolog prolog
coffeescript: coffee cake
livescript: lsc
nushell: nu
elvish: elvish
pike: pike
rexx: regina rexx rexx-imc
roff: groff
m4: m4
bc: bc
dc: dc
sql: psql sqlite3 mysql duckdb
yaml: ansible-playbook ansible
dockerfile: docker podman
nix: nix-instantiate
hcl: terraform tofu
io: io
ioke: ioke
factor: factor
gap: gap
parrot: parrot
moonscript: moon
squirrel: sq
wren: wren
mojo: mojo
ballerina: bal
gdscript: godot
smalltalk: gst pharo
eiffel: ec
nftables: nft
graphviz: dot
povray: povray
algol: a68g
boo: booi
cobol: cobc
dylan: dylan
ucode: ucode utpl
asymptote: asy
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Run what their arguments name.
_WRAPPERS = _set(
    "env sudo doas nice ionice time timeout nohup setsid stdbuf xvfb-run exec command chroot strace"
    " unbuffer chrt taskset fakeroot proot firejail caffeinate arch su-exec gosu dotenv direnv mise"
    " asdf rtx devbox guix nix-shell cached-nix-shell nix flox xcrun scriptisto dumb-init tini srun"
    " flock busybox toybox with-contenv s6-setuidgid pkgx"
)
# What a wrapper runs where nothing else is named.
_DEFAULTS = dict.fromkeys(("nix-shell", "cached-nix-shell", "busybox", "toybox"), "shell")
# Tools whose arguments may name another interpreter: `poetry run python`.
_RUNNERS = _set(
    "uv uvx pipx poetry pdm pipenv hatch rye pixi conda mamba micromamba bundle bundler npx yarn pnpm"
    " bun bunx volta stack docker podman"
)
# Options that take the next word with them, and those whose next word is the program.
_WITH_VALUE = _set(
    "-u --unset -C --chdir -n -p --packages --with --python --spec -g --group --with-requirements"
    " --extra --index-url -P -I -E --environment --prefix -k -s -o -e --from --project --directory"
    " --expr --resolver --package -w -i -c"
)
_NAMES_PROGRAM = frozenset({"-i", "--interpreter", "-c", "--command", "--run"})
_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh"})

_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?#!([^\r\n]{0,510})")
# nix-shell reads its arguments from the next lines that begin so.
_NIX_LINE = re.compile(rb"(?m)^[ \t]*(?:#|--|;+|//|\(\*)!?[ \t]*nix-shell[ \t]([^\r\n]{0,500})")
_NIX_INTERPRETER = re.compile(rb"(?:^|\s)(?:-i|--interpreter)[ \t]*[\"']?([\w./+-]+)")
# `//usr/bin/env go run "$0" "$@"; exit` is a comment to the language, a command to a shell.
_SLASHES = re.compile(rb"\A//{1,2}(?:usr|bin|opt)/[^\r\n]{0,300}")
# A shell script that hands itself to another program is that program's.
_EXEC = re.compile(
    rb"(?m)^[^\r\n#]{0,60}\bexec[\"']?[ \t]([^\r\n()`]{0,200}?[ \t\"']\$\{?0\}?(?=[\"'\s]|$))"
)


def _programs() -> dict[str, str]:
    found: dict[str, str] = {}
    language = ""
    for line in _PROGRAMS.strip().splitlines():
        names = line
        if not line.startswith(" "):
            language, _, names = line.partition(":")
        found.update(dict.fromkeys(names.split(), language))
    return found


INTERPRETERS: Mapping[str, str] = _programs()
"""Languages by the name of a program, without its version."""


def language_of(known: Mapping[str, str], text: bytes) -> str:
    """The language of a script by its first lines, "" where they name no known program.

    Args:
        known: languages by program, as in `INTERPRETERS`.
        text: the file, or its beginning.
    """
    line = _LINE.match(text)
    if not line:
        slashes = _SLASHES.match(text)
        return _of(known, _words(slashes.group())) if slashes else ""
    words = _words(line[1])
    names = [_name(word, known) for word in words]
    if names and names[0] in _SHELLS and (handed := _EXEC.search(text, 0, 1024)):
        return _of(known, _words(handed[1])) or _of(known, words)
    if {"nix-shell", "cached-nix-shell"} & set(names):
        for more in _NIX_LINE.finditer(text, line.end(), 4096):
            if named := _NIX_INTERPRETER.search(more[1]):
                return _of(known, _words(named[1]))
    return _of(known, words)


def _words(line: bytes) -> list[str]:
    """The words of a command, without quotes and what a build fills in (`@PERL@`)."""
    return re.sub(r"[\"'@%{}();,`\\]", " ", line.decode("latin-1")).split()


def _name(word: str, known: Mapping[str, str]) -> str:
    """A program's name: without folders, version and case; `python3.11` is "python"."""
    name = posixpath.basename(word).lower().removesuffix(".exe")
    if name in known or name in _WRAPPERS:
        return name
    bare = re.sub(r"[-_.]?v?[0-9][0-9.]*[a-z]?(?:-\w+)?\Z", "", name)
    return bare if bare in known else name


def _of(known: Mapping[str, str], words: Sequence[str]) -> str:
    """The language of a command: of the first program in it that is no wrapper."""
    found, wrapper = "", ""
    for name in _programs_of(words, known):
        if name in _WRAPPERS:
            wrapper, found = name, found or _DEFAULTS.get(name, "")
        elif language := known.get(name):
            if name not in _RUNNERS:
                return _by_arguments(name, words) or language
            found = found or language
        elif not found and wrapper in ("", "env"):
            return ""
    return found


def _programs_of(words: Sequence[str], known: Mapping[str, str]) -> Iterator[str]:
    """What may be programs among the words of a command: no options, no assignments."""
    valued = False
    for at, word in enumerate(words):
        if valued:
            valued = False
        elif word.startswith("--split-string="):
            yield _name(word.partition("=")[2], known)
        elif word.startswith("-S") and len(word) > len("-S"):  # -Spython
            yield _name(word.removeprefix("-S"), known)
        elif word.startswith("-"):
            following = words[at + 1] if at + 1 < len(words) else ""
            named = word in _NAMES_PROGRAM and _name(following, known) in known
            valued = word in _WITH_VALUE and not named
        elif not re.match(r"\w+=|[+#.$]|[\w./+-]+#", word):
            yield _name(word, known)


def _by_arguments(name: str, words: Sequence[str]) -> str:
    """What a program's arguments say against its usual language."""
    rest = " ".join(words).lower()
    if name == "osascript" and re.search(r"-l\s*(?:javascript|jxa)", rest):
        return "javascript"
    if name == "dotnet" and re.search(r"\bfsi\b", rest):
        return "fsharp"
    return "shell" if name == "java" and "-jar" in words else ""
