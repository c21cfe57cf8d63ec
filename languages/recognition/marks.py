"""The comment marks of languages that are not parsed."""

from collections.abc import Mapping

from repoloom.languages.engine.comments import DASHES, HASHES, MARKUP, SLASHES, Comments

_SEMICOLONS = Comments(line=b";")
_PERCENTS = Comments(line=b"%")
_PARENTHESES = Comments(block=(b"(*", b"*)"))
_APOSTROPHES = Comments(line=b"'")

COMMENTS: Mapping[str, Comments] = {
    language: comments
    for comments, names in (
        (
            SLASHES,
            "abl actionscript aidl angelscript apex arkts beef bicep c3 cairo carbon chapel circom"
            " clarity css cuda cue d dafny dart daslang devicetree fidl flatbuffers gleam glsl gml"
            " gno gradle groovy hack hare haxe hlsl holyc ispc jai jsonnet kusto less linkerscript"
            " logos metal modelica monkeyc motoko move mql nesc noir objectivec odin opencl openscad"
            " p4 pawn pike pkl pony prisma processing promela protobuf qml qsharp reason renderscript"
            " rescript scss shaderlab slang solidity sourcepawn squirrel stylus sway swig tact"
            " thrift tolk typespec ucode unrealscript vala verilog vlang webidl wgsl wit wren xtend"
            " yacc lex zenscript slint tablegen dtrace resourcescript supercollider javacc antlr"
            " interface graphviz verse",
        ),
        (
            HASHES,
            "awk bazel bitbake cmake coffeescript crystal dockerfile earthly ebuild elixir"
            " elvish gap gdscript gherkin gn graphql hcl jq julia just kconfig makefile meson mojo"
            " ninja nix nushell openqasm opam perl powershell puppet r raku rego robotframework"
            " salt sed selinux shell snakemake tcl toml yaml",
        ),
        (
            DASHES,
            "ada agda cql dhall eiffel elm haskell hiveql idris lean luau mercury moonscript"
            " purescript sql teal vhdl",
        ),
        (MARKUP, "html xml xaml svg"),
        (
            _SEMICOLONS,
            "assembly autohotkey clojure fennel hy janet lisp llvm newlisp racket scheme",
        ),
        (_PERCENTS, "erlang matlab prolog tex"),
        (_PARENTHESES, "applescript coq isabelle mathematica modula2 oberon ocaml sml"),
        (_APOSTROPHES, "basic visualbasic"),
        (Comments(line=b"//", block=(b"(*", b"*)")), "fsharp"),
        (Comments(line=b"!"), "fortran"),
        (Comments(line=b"//", block=(b"{", b"}")), "pascal"),
        (Comments(block=(b"@*", b"*@")), "razor"),
        (Comments(line=b"#", block=(b"#[", b"]#")), "nim"),
    )
    for language in names.split()
}
