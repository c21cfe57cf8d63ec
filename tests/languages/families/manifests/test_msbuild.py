import pytest

from repoloom.languages.families.manifests.msbuild import Projects
from tests.languages.made import meanings, repository


def project(*items):
    return f'<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>{"".join(items)}</ItemGroup></Project>'


def reference(*names):
    return "".join(f'<ProjectReference Include="..\\{name}\\{name}.csproj" />' for name in names)


CORE = "namespace Core;\npublic class Gauge {}\n"


def made(**projects):
    files = {f"{name}/{name}.csproj": text for name, text in projects.items()}
    return Projects(repository(files | {f"{name}/A.cs": CORE for name in projects}))


def test_a_project_sees_what_it_references_and_what_that_references():
    found = made(
        app=project(reference("core")),
        core=project(reference("base")),
        base=project(),
        other=project(),
    )
    assert found.visible("app") == {"app", "core", "base"}
    assert found.visible("other") == {"other"}
    assert found.within("app/A.cs", ("base/A.cs", "other/A.cs", "loose.cs")) == (
        "base/A.cs",
        "loose.cs",
    )


def test_projects_that_reference_each_other_end():
    found = made(a=project(reference("b")), b=project(reference("a")))
    assert found.visible("a") == {"a", "b"}


@pytest.mark.parametrize(
    "item",
    [
        '<ProjectReference Include="$(Core)/core.csproj" />',
        '<ProjectReference Include="../*/*.csproj" />',
        '<Import Project="../shared.projitems" />',
        '<Compile Include="..\\other\\**\\*.cs" />',
    ],
)
def test_what_is_not_read_rules_nothing_out(item):
    found = made(app=project(item), other=project())
    assert found.visible("app") is None
    assert found.within("app/A.cs", ("other/A.cs",)) == ("other/A.cs",)


@pytest.mark.parametrize(
    "item",
    [
        '<Import Project="$(MSBuildToolsPath)\\Microsoft.CSharp.targets" />',
        '<Compile Include="Own.cs" />',
        "<!-- " + reference("other") + " -->",
    ],
)
def test_what_any_project_says_rules_out_as_ever(item):
    assert made(app=project(item), other=project()).visible("app") == {"app"}


def test_properties_above_hold_for_all_projects_below():
    files = {
        "Directory.Build.props": project(
            '<ProjectReference Include="core/core.csproj" />', '<Using Include="Core" />'
        ),
        "app/app.csproj": project(),
        "core/core.csproj": project(),
    }
    found = Projects(repository(files))
    assert found.visible("app") == {"app", "core"}
    assert found.usings["app"] == [("Core", "*")]


def test_a_namespace_is_taken_from_the_projects_in_sight():
    files = {
        "app/Main.cs": "using Core;\nclass Main { Gauge gauge; }\n",
        "app/app.csproj": project(reference("core")),
        "core/core.csproj": project(),
        "other/other.csproj": project(),
        "core/Gauge.cs": CORE,
        "other/Gauge.cs": CORE,
    }
    assert meanings(files) == {"Core *": "package core/Gauge.cs"}
    files["app/app.csproj"] = project()  # no reference is known: then all that is there
    assert meanings(files) == {"Core *": "package core/Gauge.cs other/Gauge.cs"}


def test_a_file_belongs_to_the_closest_project():
    found = Projects(repository({"x.csproj": "", "p/y.csproj": "", "p/a/A.cs": "", "q/B.cs": ""}))
    assert [found.of(path) for path in ("p/a/A.cs", "q/B.cs", "p/a/C.cs")] == ["p", "", "p"]
    assert Projects(repository({"a/A.cs": ""})).visible("") is None


def test_comments_that_are_left_open_are_read_once():
    projects = made(App="<!--" * 90_000, Core="")
    assert projects.visible("App") == {"App"}
