import pytest

from repoloom.languages import ruby
from tests.languages.made import meanings, outline_of


@pytest.mark.parametrize(
    ("statement", "files", "expected"),
    [
        ("require 'a/b'", ["lib/a/b.rb", "x/lib/a/b.rb"], "x/lib/a/b.rb"),
        ("require 'a/b'", ["lib/a/b.rb", "a/b.rb"], "lib/a/b.rb"),
        ("require 'a/b.rb'", ["lib/a/b.rb"], "lib/a/b.rb"),
        ("require 'helper'", ["x/test/helper.rb"], "x/test/helper.rb"),
        ("require 'helper'", ["spec/helper.rb"], "spec/helper.rb"),
        ("require 'a'", ["other/lib/a.rb"], "other/lib/a.rb"),
        ("require 'a'", ["o/lib/a.rb", "p/lib/a.rb"], "o/lib/a.rb ambiguous"),
        ("require 'a'", ["other/a.rb"], "external"),
        ("require './a'", ["a.rb"], "a.rb"),
        ("require './a'", ["x/a.rb", "a.rb"], "x/a.rb"),
        ("require './gone'", [], "unresolved"),
        ("require_relative 'a'", ["x/a.rb", "lib/a.rb"], "x/a.rb"),
        ("require_relative '../a'", ["a.rb"], "a.rb"),
        ("require_relative 'a'", ["a.rb"], "unresolved"),
        ("load 'tasks/a.rake'", ["tasks/a.rake"], "tasks/a.rake"),
        ("load 'a.rb'", ["lib/a.rb"], "lib/a.rb"),
    ],
)
def test_where_a_file_is(statement, files, expected):
    (meaning,) = meanings({"x/use.rb": statement + "\n"} | dict.fromkeys(files, "")).values()
    assert meaning == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require 'a'", [("a", "", "", "require")]),
        ("autoload :A, 'b'", [("b", "", "A", "autoload")]),
        ("require File.expand_path('../a', __FILE__)", [("a", "", "", "require_relative")]),
        ("require File.expand_path('../a', __dir__)", [("../a", "", "", "require_relative")]),
        ("require File.join(__dir__, 'a')", [("a", "", "", "require_relative")]),
        ('require "#{__dir__}/a"', [("a", "", "", "require_relative")]),
        (
            "require File.join(File.dirname(__FILE__), '..', 'a')",
            [("../a", "", "", "require_relative")],
        ),
        ("require File.dirname(__FILE__) + '/a'", [("a", "", "", "require_relative")]),
        ("require_dependency 'a'", [("a", "", "", "require_dependency")]),
        ("import 'a.rake'", [("a.rake", "", "", "load")]),
        ("eval_gemfile 'a'", [("a", "", "", "load")]),
        ("Kernel.require 'a'", [("a", "", "", "require")]),
        ("require Rails.root.join('lib', 'a')", [("lib/a", "", "", "application")]),
        ('require "#{Rails.root}/lib/a"', [("lib/a", "", "", "application")]),
        ("autoload :HTMLPage", [("html_page", "", "HTMLPage", "autoload")]),
        (
            "module MyGem; class Admin; autoload :Base; end; end",
            [("my_gem/admin/base", "", "Base", "autoload")],
        ),
        ("require 'a' rescue nil", [("a", "", "", "require")]),
        ("Other.require 'a'", []),
        ("require Rails.root", []),
        ("require name", []),
        ("require", []),
        ("puts 'a'", []),
        ("x.require 'a'", []),
    ],
)
def test_what_a_call_states(text, expected):
    assert [found[:4] for found in outline_of("a.rb", text + "\n").imports] == expected


def test_what_may_stand_before_a_path_the_closest_first():
    assert ruby.roots_of("") == ("lib/", "", "test/", "spec/")
    assert ruby.roots_of("a")[:5] == ("a/lib/", "a/", "a/test/", "a/spec/", "lib/")


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("bin/run.rb", "$LOAD_PATH.unshift File.expand_path('../code', __dir__)", "code/thing.rb"),
        (
            "bin/run.rb",
            "$:.unshift(File.join(File.dirname(__FILE__), '..', 'code'))",
            "code/thing.rb",
        ),
        ("bin/run.rb", "$: << File.expand_path('../../code', __FILE__)", "code/thing.rb"),
        ("bin/run.rb", "$: << '/usr/share/code'", "external"),
        ("x.gemspec", "spec.require_paths = ['code']", "code/thing.rb"),
        ("x.gemspec", "spec.require_paths = %w[ext code]", "code/thing.rb"),
        ("Rakefile", "t.libs << 'code'", "code/thing.rb"),
        ("bin/run.rb", "puts 'code'", "external"),
    ],
)
def test_directories_that_are_added_to_the_load_path(path, line, expected):
    files = {"app/use.rb": "require 'thing'\n", path: line + "\n", "code/thing.rb": ""}
    assert meanings(files) == {"thing": expected}


def test_a_path_of_the_application_is_below_a_directory_above():
    text = "require Rails.root.join('lib/a')\n"
    assert meanings({"site/config/x.rb": text, "site/lib/a.rb": ""}) == {"lib/a": "site/lib/a.rb"}
    assert meanings({"site/config/x.rb": text, "x/lib/a.rb": ""}) == {"lib/a": "unresolved"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'Dir[File.join(__dir__, "..", "lib", "*.rb")].each { |f| require f }',
            "lib/a.rb lib/b.rb",
        ),
        (
            "Dir.glob(File.expand_path('../deep/**/*.rb', __FILE__)).each do |f|\n  load f",
            "x/deep/a.rb",
        ),
        ('Dir["#{__dir__}/deep/*.rb"].sort.each(&method(:require))', "x/deep/a.rb"),
        ('Dir["#{File.dirname(__FILE__)}/deep/*.rb"].each { |f| require f }', "x/deep/a.rb"),
        ("Dir[File.dirname(__FILE__) + '/deep/*.rb'].each { |f| require f }", "x/deep/a.rb"),
        ("Dir['./lib/*.rb'].each { |f| require f }", "lib/a.rb lib/b.rb"),
        ("Dir.glob 'lib/*.rb' do |f|\n  require f", "lib/a.rb lib/b.rb"),
        ("Dir[Rails.root.join('lib', '**', '*.rb')].each { |f| require f }", "lib/a.rb lib/b.rb"),
        ("Rails.root.glob('lib/*.rb').sort_by(&:to_s).each { |f| require f }", "lib/a.rb lib/b.rb"),
        ("Dir.glob('lib/tasks/*.rake').each { |f| import f }", "lib/tasks/t.rake"),
        ("require_all 'lib'", "lib/a.rb lib/b.rb"),
        ("Dir['gone/*.rb'].each { |f| require f }", "unresolved"),
        ("Dir['lib/*.rb'].each { |f| File.read(f) }", None),
        ("# Dir['lib/*.rb'].each { |f| require f }", None),
    ],
)
def test_files_that_are_loaded_by_a_pattern(line, expected):
    others = ["lib/a.rb", "lib/b.rb", "lib/tasks/t.rake", "x/deep/a.rb"]
    found = list(meanings({"x/use.rb": line + "\n"} | dict.fromkeys(others, "")).values())
    assert found == ([] if expected is None else [expected])
