"""What editors are told of a file's language: `-*- mode: ruby -*-`, `vim: set ft=perl :`."""

import re
from collections.abc import Collection, Mapping

# Both editors look at the first and last lines alone; Vim's default is five of each.
_LINES = 5
_REACH = 1024
_EMACS = re.compile(
    rb"(?i)-\*-[ \t]*(?:(?:[^\r\n]{0,200};[ \t]*)?mode:[ \t]*([\w+#-]+)|([\w+#-]+))[^\r\n]{0,200}?-\*-"
)
_VIM = re.compile(
    rb"(?m)(?:^|[ \t])(?:vim?|ex|Vim)(?:[<=>]?\d+)?:[ \t]*(?:set?[ \t]+)?[^\r\n]{0,200}?"
    rb"\b(?:ft|filetype|syn|syntax)=([\w+#-]+)"
)

# What editors call what we call otherwise.
_NAMES = """
asm=assembly bash=shell bat=batch bzl=bazel c++=cpp c#=csharp caml=ocaml cc=cpp common-lisp=lisp
conf=ini cperl=perl cs=csharp csh=shell dosbatch=batch dosini=ini emacs-lisp=lisp eruby=template
gitconfig=ini golang=go htmldjango=template jinja=template javascriptreact=javascript
js=javascript js2=javascript latex=tex make=makefile man=roff nroff=roff objc=objectivec
octave=matlab perl6=raku plaintex=tex ps1=powershell rst=restructuredtext sh=shell
shell-script=shell starlark=bazel systemverilog=verilog tcsh=shell terraform=hcl ts=typescript
tuareg=ocaml typescriptreact=tsx vim=viml zsh=shell
"""
_MEANT: Mapping[str, str] = dict(pair.split("=") for pair in _NAMES.split())


def language_of(known: Collection[str], text: bytes) -> str:
    """The language that a modeline names, "" where there is none of those known."""
    head = b"\n".join(text[:_REACH].split(b"\n", _LINES)[:_LINES])
    tail = b"\n".join(text[-_REACH:].rsplit(b"\n", _LINES + 1)[1:])
    for place, pattern in ((head, _EMACS), (head, _VIM), (tail, _VIM)):
        if found := pattern.search(place):
            word = next(group for group in found.groups() if group)
            name = meant(word.decode().lower().removesuffix("-mode"))
            if name in known:
                return name
    return ""


def meant(name: str) -> str:
    """What is called otherwise here than in editors: "sh" is "shell"."""
    lower = name.lower()
    return _MEANT.get(lower, lower)
