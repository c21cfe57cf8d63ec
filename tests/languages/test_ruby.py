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
