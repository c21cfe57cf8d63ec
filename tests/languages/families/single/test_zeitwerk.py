import pytest

from repoloom.languages.families.single import zeitwerk
from tests.languages.made import repository

APPLICATION = {
    "config/application.rb": "class Application; config.autoload_lib; end\n",
    "app/models/user.rb": "class User; end\n",
    "app/models/admin/user_policy.rb": "module Admin; class UserPolicy; end; end\n",
    "app/models/concerns/named.rb": "module Named; end\n",
    "app/models/api_key.rb": "class APIKey; end\n",
    "lib/tools.rb": "module Tools; end\n",
    "other/loose.rb": "class Loose; end\n",
}


def test_roots_of_an_application_are_the_deepest_first():
    made = repository(APPLICATION)
    assert zeitwerk.roots(made) == ["app/models/concerns", "app/models", "lib"]


def test_lib_is_a_root_only_where_the_application_says_so():
    files = APPLICATION | {"config/application.rb": "class Application; end\n"}
    assert zeitwerk.roots(repository(files)) == ["app/models/concerns", "app/models"]


def test_an_application_may_stand_below():
    files = {f"site/{path}": text for path, text in APPLICATION.items()}
    assert "site/app/models" in zeitwerk.roots(repository(files))


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("part/lib/part/engine.rb", "class A < Rails::Engine; end\n", ["part/app/jobs"]),
        ("part/lib/part/engine.rb", "class A < Other::Engine; end\n", []),
        ("part/lib/part/other.rb", "class A < Rails::Engine; end\n", []),
        ("lib/gem.rb", "Zeitwerk::Loader.for_gem\n", ["lib"]),
        ("lib/gem.rb", "loader.for_gem\n", []),
        ("lib/gem.rb", "Zeitwerk::Loader.new\n", []),
        ("lib/gem.py", "Zeitwerk.for_gem\n", []),
    ],
)
def test_roots_of_an_engine_and_a_gem(path, text, expected):
    assert zeitwerk.roots(repository({path: text, "part/app/jobs/a.rb": ""})) == expected


def test_constants_are_spelled_by_paths_and_written_as_the_file_has_them():
    found = zeitwerk.constants(
        repository(APPLICATION | {"app/models/empty_one.rb": "", "app/models/x.txt": ""})
    )
    assert found == {
        (): {
            "User": ("app/models/user.rb",),
            "APIKey": ("app/models/api_key.rb",),
            "EmptyOne": ("app/models/empty_one.rb",),
            "Named": ("app/models/concerns/named.rb",),
            "Tools": ("lib/tools.rb",),
        },
        ("Admin",): {"UserPolicy": ("app/models/admin/user_policy.rb",)},
    }


def seen(text, path="app/jobs/use.rb"):
    made = repository({path: text} | APPLICATION)
    return set(zeitwerk.visible(made)(path))


def test_a_name_counts_where_its_namespace_is_named_too():
    assert seen("User.find; Loose\n") == {"User"}
    assert seen("UserPolicy\n") == set()
    assert seen("Admin::UserPolicy\n") == {"UserPolicy"}
    assert seen("UserPolicy\n", "app/jobs/admin/use.rb") == {"UserPolicy"}


def test_a_namespace_of_the_file_itself_is_no_use():
    files = {"app/models/admin.rb": "module Admin; end\n"}
    made = repository({"app/models/admin/x.rb": "module Admin; User; end\n"} | files | APPLICATION)
    assert set(zeitwerk.visible(made)("app/models/admin/x.rb")) == {"User"}


def test_without_roots_nothing_is_visible():
    made = repository({"a.rb": "User\n", "user.rb": "class User; end\n"})
    assert zeitwerk.visible(made)("a.rb") == {}
    assert zeitwerk.constants(made) == {}


def test_camel_case():
    assert [zeitwerk.camel(stem) for stem in ("user_policy", "a", "", "html_2")] == [
        "UserPolicy",
        "A",
        "",
        "Html2",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("push_dir(__dir__)", ["config"]),
        ('push_dir("#{__dir__}/../app")', ["app"]),
        ("push_dir(File.expand_path('../app', __dir__))", ["app"]),
        ("push_dir('app')", ["app"]),
        ("push_dir('gone')", ["config"]),
    ],
)
def test_a_loader_is_told_its_roots(line, expected):
    files = {"config/boot.rb": f"loader = Zeitwerk::Loader.new\nloader.{line}\n", "app/a.rb": ""}
    assert zeitwerk.roots(repository(files)) == expected


def test_an_application_names_further_roots():
    line = "class Application; config.autoload_paths += %W(#{config.root}/extra); end\n"
    files = APPLICATION | {"config/application.rb": line, "extra/a.rb": ""}
    assert "extra" in zeitwerk.roots(repository(files))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("User", "user"), ("UserPolicy", "user_policy"), ("HTMLParser", "html_parser"), ("V2", "v2")],
)
def test_a_constant_in_small_letters(name, expected):
    assert zeitwerk.snake(name) == expected
