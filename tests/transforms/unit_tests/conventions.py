"""What every language says that its tests are called, as parameters of tests, and tests beside sources."""

import pytest

from repoloom import languages

CONVENTIONS = [
    pytest.param(spec, name, id=f"{spec.name}-{name}")
    for spec in languages.SPECS.values()
    for name in spec.test_names
]


def stem_for(name):
    """A stem of two words, written as the convention `name` writes words."""
    return "HttpClient" if "_" not in name and "-" not in name else "http_client"


REPOSITORIES = [
    (
        "src/test/java/com/acme/FooTest.java",
        "src/main/java/com/acme/Foo.java",
        ["src/main/java/com/acme/Bar.java"],
    ),
    ("pkg/route_test.go", "pkg/route.go", ["other/route.go", "pkg/router.go"]),
    ("tests/web/test_cache.py", "acme/web/cache.py", ["acme/core/cache.py"]),
    (
        "io/src/jvmTest/kotlin/io/PipeTest.kt",
        "io/src/jvmMain/kotlin/io/Pipe.kt",
        ["io/src/commonMain/kotlin/io/Pipe.kt"],
    ),
    ("src/list/list.test.tsx", "src/list/list.ts", ["src/tree/list.ts"]),
    ("src/list/__tests__/list.spec.js", "src/list/list.js", ["src/tree/list.js"]),
    ("spec/acme/cache_spec.rb", "lib/acme/cache.rb", ["lib/acme/cached.rb"]),
    ("tests/Unit/Http/ClientTest.php", "src/Http/Client.php", ["src/Ftp/Client.php"]),
    ("Tests/AcmeTests/CacheTests.swift", "Sources/Acme/Cache.swift", []),
    ("tests/Acme.Tests/CacheTests.cs", "src/Acme/Cache.cs", []),
    ("test/json-test.cc", "include/acme/json.h", ["include/acme/json_value.h"]),
    ("a/tests/test_io.py", "a/io.py", ["b/io.py", "b/tests/test_io_speed.py"]),
    ("src/test/scala/acme/CacheSpec.scala", "src/main/scala/acme/Cache.scala", []),
    ("src/test/java/acme/HTTPPoolTest.java", "src/main/java/acme/HTTPPool.java", []),
]
