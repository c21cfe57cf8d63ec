"""Whether a program wrote the file, and which rule says so.

A file's own words decide: the header of a known generator, or a sentence that this file is
generated.  A name decides only where nobody gives it to what he writes (lock files, `.g.dart`
beside a header); `to_string.go` and `docs_gen.go` are names that people use.  The rules follow
GitHub's Linguist, Go's specification and the phrases of StarCoder2 (arXiv 2402.19173, section
2.1), narrowed to where they speak of the file itself.
"""

import posixpath
import re

from repoloom.transforms import patterns
from repoloom.transforms.signals.provenance import headers, output, statements, tools

_LOCK_FILES = frozenset(
    b".terraform.lock.hcl buildscript-gradle.lockfile bun.lock cargo.lock cartfile.resolved"
    b" composer.lock conda-lock.yml deno.lock flake.lock gemfile.lock go.sum go.work.sum"
    b" gopkg.lock gradle.lockfile maven_install.json mise.lock mix.lock module.bazel.lock"
    b" npm-shrinkwrap.json package-lock.json package.resolved packages.lock.json paket.lock"
    b" pdm.lock pipfile.lock pixi.lock pnpm-lock.yaml podfile.lock poetry.lock pubspec.lock"
    b" rebar.lock uv.lock yarn.lock".split()
)
_NAMES = re.compile(
    r"(?P<generated_name>\.generated\.\w+|(?:\A|/)zz_generated\.[\w.]+|(?:\A|/)__generated__/.+"
    r"|\.xcworkspacedata|\.nib|\.xib)\Z"
    r"|(?P<test_snapshot>\.snap|\.snap\.new|\.expect|\.expected|\.golden)\Z"
    r"|(?P<source_map>\.(?:js|css|mjs|cjs)\.map)\Z"
)
# Names that generators give, with what their output holds where it has no header.
_CONFIRMED = (
    (
        "generated_name",
        re.compile(r"\.designer\.(?:cs|vb)\Z"),
        patterns.compiled(
            rb"InitializeComponent|[Dd]esigner generated|auto-?generated|DesignerGenerated"
            rb"|required by the Windows Form|DebuggerNonUserCode|GeneratedCodeAttribute"
            rb"|generated automatically"
        ),
    ),
    (
        "protobuf",
        re.compile(r"_pb2(?:_grpc)?\.pyi?\Z"),
        patterns.compiled(
            rb"DESCRIPTOR: .{0,40}Descriptor|DESCRIPTOR = |_pb2 as |add_\w+_to_server"
        ),
    ),
    (
        "protobuf",
        re.compile(r"_pb\.d\.ts\Z"),
        patterns.compiled(rb"\A(?:/[^\n]*\n|\s)*// package: [^\n]*\n// file: "),
    ),
)
_GATE = patterns.compiled(
    rb"(?i)generat|do ?n[o']?t (?:edit|modify|change)|(?:made|created|produced|compiled|transpiled)"
    rb" (?:by|with|from)|\$antlr|meta object|parser id|no_dependencies|\bdump\b|object code"
    rb"|makefile for building|jest snapshot|data transfer|#line 1|-file\(|msgp code|tree_sitter"
    rb"|^# 1 \"|gimp |newpage|driver template|bison|for the lemon|script date:|adminer \d"
)
# What stands at the start of a line in templates of code, and nowhere in code.
_TEMPLATE = patterns.compiled(
    rb"(?m)^[ \t]*(?:\{%[-+ \t]*\w|\{\{[-~]?\s*(?:range|if|with|define|template|block|end|else|/\*"
    rb"|[.$#/>!])|<%[^\n]{0,200}%>|<#[@=+ ]|\$\{[\w.]+\}\s*$|#\{[\w.]+\}\s*$)"
)
_TEMPLATES = frozenset({"template"})
_TEMPLATE_NAMES = re.compile(
    r"\.(?:tmpl|tpl|gotmpl|template|mustache|hbs|handlebars|j2|jinja2?|erb|ejs|tt|t4|ftl|vm|stg?"
    r"|njk|liquid|twig|mako|skel|skeleton|xtend|eex|heex|scaml|mtl|egl)(?:\.\w+)?\Z|\.in\.\w+\Z"
)


def generated(path: str, text: bytes, language: str = "") -> str:
    """The rule that says a program wrote the file, else "".

    Args:
        path: in its repository.
        text: UTF-8.
        language: its name, "" where unknown.
    """
    lower = path.lower()
    if posixpath.basename(lower).encode() in _LOCK_FILES:
        return "lock_file"
    if (named := _by_name(lower, text)) or (named := output.form(path, text, language)):
        return named
    head = text[: headers.HEAD]
    if next(iter(_GATE.finditer(head)), None) is None or _is_template(lower, head, language):
        return ""
    lines = list(headers.comments(text, language))
    known = tools.header(lines, path, text, language)
    return statements.says(headers.sentences(iter(lines))) if known is None else known


def _by_name(lower: str, text: bytes) -> str:
    """The rule of the name, where names are enough or the text agrees."""
    if (found := _NAMES.search(lower)) and not text.startswith(b"#!"):
        return found.lastgroup or ""
    for rule, name, confirming in _CONFIRMED:
        if name.search(lower) and next(iter(confirming.finditer(text)), None) is not None:
            return rule
    return ""


def _is_template(lower: str, head: bytes, language: str) -> bool:
    """Whether the file is a form from which a program writes others."""
    named = language in _TEMPLATES or _TEMPLATE_NAMES.search(lower) is not None
    return named or next(iter(_TEMPLATE.finditer(head)), None) is not None
