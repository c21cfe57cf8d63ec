import pytest

from repoloom.languages import zig
from tests.languages.made import meanings, outline_of, repository

BUILD = """
pub fn build(b: *std.Build) void {
    const shapes = b.addModule("shapes", .{ .root_source_file = b.path("src/root.zig") });
    var inner = b.createModule(.{ .root_source_file = .{ .path = "src/inner.zig" } });
    inner.addImport("form", shapes);
    exe.root_module.addImport("core", inner);
    exe.root_module.addImport("web", unknown);
    _ = b.addModule("lost", .{ .root_source_file = b.path("src/gone.zig") });
    _ = b.addExecutable(.{ .name = "run", .root_source_file = b.path("src/main.zig") });
}
"""
FILES = {"build.zig": BUILD, "src/root.zig": "", "src/inner.zig": "", "src/main.zig": ""}


def test_modules_are_those_that_build_files_add_and_import():
    assert zig.modules(repository(FILES)) == {
        "shapes": ("src/root.zig",),
        "form": ("src/root.zig",),
        "core": ("src/inner.zig",),
    }


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("tool.zig", "src/tool.zig"),
        ("../top.zig", "top.zig"),
        ("data.zon", "src/data.zon"),
        ("gone.zig", "unresolved"),
        ("core", "src/inner.zig"),
        ("std", "external"),
    ],
)
def test_what_an_import_means(module, expected):
    files = FILES | {
        "src/main.zig": f'const a = @import("{module}");\n',
        "src/tool.zig": "",
        "top.zig": "",
    }
    (meaning,) = meanings(files | {"src/data.zon": ""}, "src/main.zig").values()
    assert meaning == expected


def test_of_two_modules_of_a_name_the_nearest():
    files = {f"{place}/{name}": text for place in "ab" for name, text in FILES.items()}
    found = meanings({"b/use.zig": 'const a = @import("core");\n'} | files)
    assert found == {"core": "b/src/inner.zig ambiguous"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('const a = @import("b");', ("b", "", "a", "require")),
        ('const a = @import("b").c;', ("b", "c", "a", "require")),
        ('_ = @import("b");', ("b", "", "", "require")),
        ('usingnamespace @import("b");', ("b", "*", "", "require")),
        ('usingnamespace @import("b").c;', ("b", "c", "", "require")),
    ],
)
def test_what_a_call_states(text, expected):
    (found,) = outline_of(
        "a.zig", f"comptime {{ {text} }}\n" if text[0] == "_" else text + "\n"
    ).imports
    assert found[:4] == expected


def test_other_calls_import_nothing():
    assert outline_of("a.zig", 'const a = @embedFile("b");\nconst c = @import(d);\n').imports == ()
