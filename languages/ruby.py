"""Ruby: required files, and the constants that Zeitwerk loads by name."""

import functools
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.comments import HASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve
from repoloom.languages.families import zeitwerk

QUERY = """
(call !receiver method: (identifier) arguments: (argument_list)) @import
(class name: (constant) @name) @definition.type
(module name: (constant) @name) @definition.module
(method name: (_) @name) @definition.function
(assignment left: (constant) @name) @definition.value
"""

METHODS = frozenset({"require", "require_relative", "load", "autoload"})
LITERAL = re.compile(rb"""\A["']([^"'#]+)["']\Z""")
BESIDE = re.compile(
    rb"""__(?:FILE|dir)__[^"']*["']/?([^"'#]+)["']|["']([^"'#]+)["'],\s*__(FILE|dir)__|#\{__dir__\}/([^"'#]+)"""
)

# A slash begins a regular expression only where an operand is due.  Each branch begins with a
# literal: the search then skips to one of these bytes, at four times the speed.
LITERALS = rb"""
    =(?<=^=)begin\b.*?(?:^=end\b|\Z) | _(?<=^_)_END__\b.*\Z  # the rarer comments
    | <<[~-]?(["'`]?)([A-Z_][A-Z0-9_]*)\1[^\n]*\n(?:.*?\n)??[ \t]*\2\b  # heredocs
    | "([^"\\\#]*+(?:(?:\\.|\#(?!\{)|\#\{(?:[^{}"]|"[^"]*"|\{[^{}]*\})*+\})[^"\\\#]*+)*+)"
    | '[^'\\]*+(?:\\.[^'\\]*+)*+' | `([^`\\]*+(?:\\.[^`\\]*+)*+)`
    | /(?:(?<=[(,=~!|&{\[;]/)|(?<=[(,=~!|&{\[;][ ]/)|(?<=\b(?:if|or)[ ]/)|(?<=\b(?:when)[ ]/))
      (?![ =])((?:[^/\\\n]|\\.)+)/
    | %(?<![\w)\]"']%)[wWiIqQr]?(?:\(([^()]*+)\) | \[([^\[\]]*+)\] | \{([^{}]*+)\})
    | :(?<!::)[A-Za-z_]\w* | \$[^\w\s] | \?(?<=[(,=\s\[]\?)["'`\#](?![\w"'])  # symbols, $', ?'
"""
ROOTS = ("lib", "", "test", "spec")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require`, `require_relative`, `load` and `autoload` with a literal path.

    A path built on `__FILE__` or `__dir__` is relative, as with `require_relative`.
    """
    method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
    if method is None or arguments is None or not arguments.named_children:
        return
    kind = name_of(method, text)
    if kind not in METHODS:
        return
    last = arguments.named_children[-1]
    source = text[last.start_byte : last.end_byte]
    if literal := LITERAL.match(source):
        bound = name_of(arguments.named_children[0], text).lstrip(":") if kind == "autoload" else ""
        yield Import(literal[1].decode("utf-8", "replace"), bound=bound, kind=kind)
    elif beside := BESIDE.search(source):
        path = next(group for group in (beside[1], beside[2], beside[4]) if group)
        module = path.decode("utf-8", "replace")
        if beside[3] == b"FILE":  # expand_path counts the file itself as one level
            module = module.removeprefix("../")
        yield Import(module, kind="require_relative")


def resolver(repository: Repository) -> Resolve:
    """`require` on the `lib` directories, the closest first; `require_relative` beside the file."""
    libraries = frozenset(
        directory for directory in repository.directories if posixpath.basename(directory) == "lib"
    )
    starts = functools.cache(roots_of)

    def file(base: str, module: str) -> str:
        stem = posixpath.normpath(posixpath.join(base, module))
        return repository.first([stem if stem.endswith(".rb") else stem + ".rb"])

    def resolve(importer: str, statement: Import) -> Target | None:
        module = statement.module
        if statement.kind == "load":  # the only one that takes a file without an extension
            beside = [posixpath.join(above, module) for above in ancestors(importer)]
            if path := repository.first(posixpath.normpath(each) for each in beside):
                return Target((path,))
        if statement.kind == "require_relative" or module.startswith("."):
            bases = [posixpath.dirname(importer)]
            bases += [] if statement.kind == "require_relative" else [""]
            found = next((path for base in bases if (path := file(base, module))), "")
            return Target((found,)) if found else UNRESOLVED
        tail = posixpath.normpath(module).removesuffix(".rb") + ".rb"
        if path := repository.first(start + tail for start in starts(posixpath.dirname(importer))):
            return Target((path,))
        ending = repository.ending(tail)
        matches = [path for path in ending if path[: -len(tail) - 1] in libraries]
        if not matches:
            return EXTERNAL
        return Target((nearest(importer, matches),), ambiguous=len(matches) > 1)

    return resolve


def roots_of(directory: str) -> tuple[str, ...]:
    """What may stand before the path of a `require` in a file of `directory`, the closest first."""
    above = ancestors(directory + "/") if directory else ("",)
    return tuple(
        posixpath.join(each, root, "") if each or root else "" for each in above for root in ROOTS
    )


SPEC = LanguageSpec(
    name="ruby",
    extensions=(".rb", ".rake", ".gemspec", ".ru", ".podspec"),
    filenames=(
        "Rakefile",
        "Gemfile",
        "Guardfile",
        "Capfile",
        "Vagrantfile",
        "Podfile",
        "Fastfile",
        "Brewfile",
        "Thorfile",
    ),
    interpreters=("ruby", "jruby", "rake"),
    grammar="tree_sitter_ruby:language",
    query=QUERY,
    read=read,
    resolver=resolver,
    separator="/",
    depth=2,
    deep=(b"require", rb"load(?<=\bload)", b"autoload"),
    wrappers=("module", "body_statement", "begin"),
    conditions=("if", "unless", "then", "else", "if_modifier", "unless_modifier", "rescue"),
    comments=HASHES,
    literals=LITERALS,
    interpolated=rb"\#\{(?:[^{}]|\{[^{}]*\})*\}",
    joints=b"",
    implicit="same_namespace",
    visible=zeitwerk.visible,
    test_names=("test_{stem}", "{stem}_test", "{stem}_spec"),
    test_dirs=("test", "tests", "spec", "specs"),
)
