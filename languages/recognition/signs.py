"""Signs of languages that several extensions ask for, by name; `shared` refers to them.

A sign is what an author writes in one language and in none of those that it is held against: a
declaration at the beginning of a line, a header.  They are of our making.
"""

SIGNS = r"""
abl (?i)^[ \t]*(?:def(?:ine)?\s+(?:input|output|new|shared|variable|var|temp-table|buffer)
    |&(?:analyze|scoped|global)|end\s+(?:procedure|class|method)\.|for\s+each\s
    |procedure\s+[\w-]+\s*:)
assembly (?i)^[ \t]*(?:\w+:)?\s*(?:movl?|movq|ldr|lda|sta|push|pop|jmp|jsr|equ|db|dw|org
    |global)\s+[\w$#%.\[]
bitbake ^(?:inherit\s+\w|require\s|SUMMARY\b|DESCRIPTION\b|LICENSE\b|SRC_URI\b|DEPENDS\b
    |FILESEXTRAPATHS|do_\w+\s*[({]|P[VNR]\s*=|[A-Z_]+:append)
brainfuck \A[\s<>+\-.,\[\]]{24}|[<>+\-.,\[\]]{40}
c ^[ \t]*#\s*(?:include|define|ifdef|ifndef|if|pragma|undef)\b
cpp ^[ \t]*#\s*include\s*<(?:string|vector|map|set|list|array|memory|functional|utility|algorithm
    |tuple|iostream|sstream|cstdint|cstddef|cstring|cstdlib|unordered_map|unordered_set|optional
    |variant|type_traits|thread|mutex|atomic|chrono|limits|iterator|stdexcept|exception
    |string_view)>|^[ \t]*template\s*<|^[ \t]*(?:inline\s+)?namespace(?:\s+[\w:]+)?\s*(?:\{|$)
    |^[ \t]*(?:class|struct)\s+(?:\w+\s+)?\w+\s*(?:final\s*)?:\s*(?:public|private|protected
    |virtual|\w)|^[ \t]*class\s+(?:[A-Z_]+\s+)?\w+\s*(?:final\s*)?[{;]|^[ \t]*(?:public|private
    |protected)\s*:|^[ \t]*using\s+(?:namespace\s+)?[\w:]+\s*[;=]
dependencies \A(?:\s|#[^\n]*\n)*[^\s:=#{}()]+\.(?:o|lo|obj|d|so|a|rlib|rmeta|js|hi|cm[oxi]|map|dll
    |exe|pyc)\s*:(?:\s|\\|$)|\A[^\s:=]+/(?:debug|release)/[^\n:]+:\s
euphoria ^[ \t]*(?:(?:global|public|export)\s+(?:function|procedure|constant|sequence|integer|atom
    |object|type)|end\s+(?:function|procedure)\b|include\s+[\w/]+\.e\b)
forth ^: \S|^\\ |^(?:new-device|also|previous|variable|constant|create)[ ]
glsl ^[ \t]*#\s*version\s|^[ \t]*(?:precision\s+\w+p|uniform|varying|attribute|layout\s*\()\s*\w
    |\bgl_[A-Z]\w+|^[ \t]*void\s+main\s*\(
mathematica ^[ \t]*\(\*|\b(?:BeginPackage|Begin|Module|Block|Needs|Get)\[|^\w+\[[^\n]*_\w*\]\s*:?=
mercury ^:-\s*(?:module|import_module|interface|pred|func|use_module)\b
objective_c ^[ \t]*@(?:interface|implementation|protocol|class|import|end|property|synthesize)\b
    |^[ \t]*#\s*import\s+[<\"]|\bNS_ASSUME_NONNULL_BEGIN\b
pascal (?i)^[ \t]*(?:(?:unit|program|library|uses)\s+[\w.]+\s*[;(,]|implementation\s*$|end\.\s*$
    |\{\$\w+|procedure\s+\w+[^\n]*;|function\s+\w+[^\n]*:\s*\w+;)
perl ^[ \t]*(?:use\s+(?:strict|warnings|utf8|lib\b|constant|parent|base|Test::|v?5)
    |package\s+[\w:]+\s*[;{]|our\s+[$@%(]|\d+;\s*$)
prolog ^(?::-\s*\w|[a-z]\w*(?:\([^\n]*\))?\s*:-)
puppet ^[ \t]*(?:class|define|node)\s+[\w:$'\"./*-]+[^;\n]*[{(]\s*$|^[ \t]*[\w$'\"]+\s+=>\s
    |^[ \t]*include\s+::?\w|^[ \t]*(?:file|package|service|exec)\s*\{
raku ^[ \t]*(?:use\s+v6\b|(?:my|unit|our)\s+(?:class|module|grammar|role|package)\b|(?:multi
    |proto)\s+(?:sub|method|MAIN)|(?:class|grammar|role)\s+[A-Z][\w:-]*(?:\s+(?:is
    |does)\s+\S+)*\s*\{|use\s+Test\s*;|module\s+[A-Z][\w:-]*\s*[;{])|\bis\s+export\b
roff ^[.'](?:TH|SH|Dd|Dt|Os|Sh|so|PP|B|I|NH|\\\")
visual_basic ^[ \t]*VERSION \d\.\d|^Attribute VB_
xml \A\s*<(?:\?xml|!DOCTYPE|!--)
"""
"""`name expression`; an expression goes on in lines that are indented."""
