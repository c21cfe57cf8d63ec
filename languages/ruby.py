"""Ruby: required files, and the constants that Zeitwerk loads by name."""

import functools
import posixpath
import re
from collections.abc import Iterator

import tree_sitter

from repoloom.languages.engine.comments import HASHES
from repoloom.languages.engine.parsing import name_of
from repoloom.languages.engine.records import DEFINED, EXTERNAL, UNRESOLVED, Import, Target
from repoloom.languages.engine.repository import Repository, ancestors, nearest
from repoloom.languages.engine.spec import LanguageSpec, Resolve
from repoloom.languages.families import globs
from repoloom.languages.families.single import heredocs, zeitwerk

QUERY = """
(call !receiver method: (identifier) arguments: (argument_list)) @import
(call receiver: (constant) method: (identifier) arguments: (argument_list)) @import
(class name: (constant) @name) @definition.type
(module name: (constant) @name) @definition.module
(method name: (_) @name) @definition.function
(assignment left: (constant) @name) @definition.value
"""

METHODS = frozenset({"require", "require_relative", "load", "autoload", "require_dependency"})
LOADS = frozenset({"import", "eval_gemfile"})
"""Rake's and Bundler's words for `load`."""
APPLICATION = re.compile(
    rb"""Rails\.root(?:\.join\(([^()\n]*)\)|\.to_s\s*\+\s*["']/?([^"'#\n]+)|\}/([^"'#\n]+))"""
)
WORDS = re.compile(rb"""["']/?([^"'#\n]+)["']""")
# Where a line adds to the load path, and the directories that it names.
ADDED = re.compile(
    rb"""(?:\$LOAD_PATH|\$:|\blibs|require_paths|autoload_paths|eager_load_paths|push_dir)(?:\.\w+|\s*(?:<<|\+?=)|\()[^\n]*"""
)
BASE = re.compile(rb"__dir__|__FILE__")
LISTED = re.compile(rb"""%[wWiI]?[\[({]((?:\#\{[^}\n]*\}|[^\])}\n])*)[\])}]""")
NAMES = 16
LITERAL = re.compile(rb"""\A["']([^"'#]+)["']\Z""")
BESIDE = re.compile(
    rb"""__(?:FILE|dir)__[^"']*["']/?([^"'#]+)["']|["']([^"'#]+)["'],\s*__(FILE|dir)__|#\{__dir__\}/([^"'#]+)"""
)

# A line that lists the files of a pattern; what is done to each of them stands behind or below.
LISTING = re.compile(
    rb"""^(?P<what>[^\n#]*(?:\bDir(?:\.glob\b|\s*\[)|\.glob\()(?:[^\n"']*["'][^\n"']*["'])*?[^\n"']*
    ["'][^\n"']*\*[^\n"']*["'](?:\s*,\s*["'][^\n"']*["'])*[\s,]*(?:__\w+__)?)[^\n]*|\brequire_all\b\(?\s*(?P<all>[^\n]+)""",
    re.VERBOSE | re.MULTILINE,
)
LOOK = 200  # bytes behind
LOADED = re.compile(rb"\b(?:require(?:_relative|_dependency)?|load|import|instance_eval|eval)\b")
DIRNAME = re.compile(rb"#\{File\.dirname\(__FILE__\)\}")

# A slash begins a regular expression only where an operand is due.  Each branch begins with a
# literal: the search then skips to one of these bytes, at four times the speed.
LITERALS = rb"""
    =(?<=^=)begin\b.*?(?:^=end\b|\Z) | _(?<=^_)_END__\b.*\Z  # the rarer comments
    | <<[~-]?(["'`]?)([A-Z_][A-Z0-9_]*)\1[^\n]*\n(?:[^\n]*+\n){0,500}?[ \t]*\2\b  # heredocs
    | "([^"\\\#]*+(?:(?:\\.|\#(?!\{)|\#\{(?:[^{}"]|"[^"]*"|\{[^{}]*\})*+\})[^"\\\#]*+)*+)"
    | '[^'\\]*+(?:\\.[^'\\]*+)*+' | `([^`\\]*+(?:\\.[^`\\]*+)*+)`
    | /(?:(?<=[(,=~!|&{\[;]/)|(?<=[(,=~!|&{\[;][ ]/)|(?<=\b(?:if|or)[ ]/)|(?<=\b(?:when)[ ]/))
      (?![ =])((?:[^/\\\n]|\\.)+)/
    | %(?<![\w)\]"']%)[wWiIqQr]?(?:\(([^()]*+)\) | \[([^\[\]]*+)\] | \{([^{}]*+)\})
    | :(?<!::)[A-Za-z_]\w* | \$[^\w\s] | \?(?<=[(,=\s\[]\?)["'`\#](?![\w"'])  # symbols, $', ?'
"""
ROOTS = ("lib", "", "test", "spec")


def read(node: tree_sitter.Node, text: bytes) -> Iterator[Import]:
    """`require`, `require_relative`, `load`, `autoload` and the like with a literal path.

    A path built on `__FILE__` or `__dir__` is relative, as with `require_relative`; `autoload :Name`
    without one is that of the name, as ActiveSupport has it.
    """
    method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
    if method is None or arguments is None or not arguments.named_children:
        return
    kind = name_of(method, text)
    kind = "load" if kind in LOADS else kind
    receiver = node.child_by_field_name("receiver")
    if kind not in METHODS or (receiver and name_of(receiver, text) not in ("Kernel", "Object")):
        return
    first, last = arguments.named_children[0], arguments.named_children[-1]
    bound = name_of(first, text).lstrip(":") if kind == "autoload" else ""
    source = text[last.start_byte : last.end_byte]
    if literal := LITERAL.match(source):
        yield Import(literal[1].decode("utf-8", "replace"), bound=bound, kind=kind)
    elif found := relative(source):
        yield Import(found, bound=bound, kind="require_relative")
    elif found := in_application(source):
        yield Import(found, bound=bound, kind="application")
    elif kind == "autoload" and last.type == "simple_symbol":
        path = "/".join(zeitwerk.snake(name) for name in (*enclosing(node, text), bound))
        yield Import(path, bound=bound, kind=kind)


def relative(source: bytes) -> str:
    """The path from the file's directory that an expression of `__FILE__` or `__dir__` builds."""
    if not (beside := BESIDE.search(source)):
        return ""
    path = next(group for group in (beside[1], beside[2], beside[4]) if group)
    if beside[1]:  # File.join(__dir__, "..", "a")
        quote = max(source.rfind(mark, 0, beside.start(1)) for mark in (b'"', b"'"))
        path = b"/".join(WORDS.findall(source, quote))
    found = path.decode("utf-8", "replace")
    # expand_path counts the file itself as one level
    return found.removeprefix("../") if beside[3] == b"FILE" else found


def in_application(source: bytes) -> str:
    """The path below a Rails application's root that an expression of `Rails.root` builds."""
    if not (match := APPLICATION.search(source)):
        return ""
    parts = WORDS.findall(match[1]) if match[1] else [match[2] or match[3] or b""]
    return b"/".join(parts).decode("utf-8", "replace")


def enclosing(node: tree_sitter.Node, text: bytes) -> list[str]:
    """The names of the modules and classes around a node, the outermost first."""
    names: list[str] = []
    step = node.parent
    for _ in range(NAMES):
        if step is None:
            break
        name = step.child_by_field_name("name") if step.type in ("module", "class") else None
        if name:
            names[:0] = name_of(name, text).split("::")
        step = step.parent
    return names


def added(text: bytes) -> Iterator[Import]:
    """The directories that lines add to the load path, from the file's or from the project's."""
    for line in ADDED.finditer(text):
        source = line[0]
        place = relative(source) or in_application(source)
        base = "__dir__" if BASE.search(source) else ""
        found = (
            [place]
            if place
            else [word.decode("utf-8", "replace") for word in WORDS.findall(source)]
        )
        for words in LISTED.findall(source) if not place else ():
            found += [
                word.rpartition("}")[2].strip("/")
                for word in words.decode("utf-8", "replace").split()
            ]
        loader = "zeitwerk" if source.startswith((b"push_dir", b"autoload", b"eager")) else "path"
        for path in found:
            yield Import(path, base, loader, DEFINED, line.start(), line.end())


def stated(text: bytes) -> Iterator[Import]:
    """What lines add to the load path, and the files of patterns that they load."""
    yield from added(text)
    if any(word in text for word in (b"Dir", b".glob", b"require_all")):
        for found in LISTING.finditer(text):
            behind = text[found.end("what") : found.end() + LOOK] if found["what"] else b""
            if found["all"] or LOADED.search(b"\n".join(behind.split(b"\n", 3)[:3])):
                yield from listed(found)


def listed(found: re.Match[bytes]) -> Iterator[Import]:
    """The import of a line that lists files."""
    source = DIRNAME.sub(b"#{__dir__}", found["what"] or found["all"])
    place, base = relative(source), "require_relative"
    if not place:
        words = (word.decode("utf-8", "replace") for word in WORDS.findall(source))
        place, base = in_application(source) or "/".join(words), "application"
    if place:
        whole = place if found["what"] else f"{place.rstrip('/')}/**/*.rb"
        yield Import(whole, base, kind=globs.KIND, start=found.start(), end=found.end())


def load_path(repository: Repository, loader: str) -> Iterator[str]:
    """The directories that the files of a repository add to a loader's path."""
    for path, outline in repository.outlines.items():
        for each in outline.imports if repository.languages[path] == "ruby" else ():
            if each.kind == DEFINED and each.bound == loader:
                above = ancestors(path)[: 1 if each.name else None]
                places = (posixpath.normpath(posixpath.join(base, each.module)) for base in above)
                if found := next((one for one in places if one in repository.directories), ""):
                    yield found


def resolver(repository: Repository) -> Resolve:
    """`require` on the `lib` directories, the closest first; `require_relative` beside the file."""
    libraries = frozenset(
        directory for directory in repository.directories if posixpath.basename(directory) == "lib"
    )
    starts = functools.cache(roots_of)
    matching = globs.matching(repository)
    told = tuple(sorted(set(load_path(repository, "path"))))

    def file(base: str, module: str) -> str:
        stem = posixpath.normpath(posixpath.join(base, module))
        return repository.first([stem if stem.endswith(".rb") else stem + ".rb"])

    def resolve(importer: str, statement: Import) -> Target | None:
        module = statement.module
        if statement.kind == DEFINED:
            return EXTERNAL
        if statement.kind == globs.KIND:
            above = ancestors(importer)[: 1 if statement.name == "require_relative" else None]
            paths = globs.files(
                matching, lambda one: (posixpath.join(base, one) for base in above), module
            )
            return Target(paths) if paths else UNRESOLVED
        if statement.kind == "application":
            inside = (file(above, module) for above in ancestors(importer))
            found = next(filter(None, inside), "")
            return Target((found,)) if found else UNRESOLVED
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
        own = [path for root in told if repository.has(path := posixpath.join(root, tail))]
        if own:
            return Target((nearest(importer, own),), ambiguous=len(own) > 1)
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
    deep=(b"require", rb"load(?<=\bload)", b"autoload", rb"import(?<=\bimport)"),
    wrappers=("module", "body_statement", "begin"),
    conditions=("if", "unless", "then", "else", "if_modifier", "unless_modifier", "rescue"),
    readable=heredocs.readable,
    stated=stated,
    comments=HASHES,
    literals=LITERALS,
    interpolated=rb"\#\{(?:[^{}]|\{[^{}]*\})*\}",
    joints=b"",
    implicit="same_namespace",
    visible=zeitwerk.visible,
    test_names=("test_{stem}", "{stem}_test", "{stem}_spec"),
    test_dirs=("test", "tests", "spec", "specs"),
)
