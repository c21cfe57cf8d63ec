"""Extensions that several languages share, and what tells them apart, in the order of asking.

Which extensions are shared, and between whom, is what Linguist's heuristics and the issues of its
users say.  `contents` reads this.
"""

ROWS = r"""
.al=al perl ^#[ \t]*NOTE: Derived|^[ \t]*sub\s+\w+|^package\s
.as=actionscript actionscript ^[ \t]*package\b|^[ \t]*import\s+[\w.]+\*?;|\)\s*:\s*\w+\s*\{?\s*$
      |\bvar\s+\w+\s*:
  angelscript @\s*\w+|^[ \t]*#include\s+\"|^[ \t]*(?:void|int|bool|float|string|array<|class
      |funcdef|shared)\s
.asc=asciidoc - -----BEGIN |^ssh-
  ags ^[ \t]*(?:function|import|export|int|bool)\s+\w+
.asy=asymptote ltspice ^SymbolType
.b=b limbo ^implement\s+\w+|^\w+\s*:\s*module\s*\{
  brainfuck (?&brainfuck)
.bas=basic visualbasic (?&visual_basic)|^Option Explicit|^[ \t]*(?:Public|Private)\s+(?:Sub
      |Function)\s
  freebasic (?i)^[ \t]*#(?:include|lang|define|ifdef)|^[ \t]*dim\s+[^\n]*\bptr\b
.bb=blitzbasic bitbake (?&bitbake)
  clojure ^[ \t]*\((?:ns|defn?|defmacro|require|let)\s
.bf=hyphy brainfuck (?&brainfuck)
  beef ^[ \t]*(?:using|namespace)\s+\w+
.bs=brightscript html <pre\s+class=['\"]?metadata|^<h1>
  bluespec ^package\s+\w+[^;{]*where
.bst=buildstream bibtexstyle ^[ \t]*(?:ENTRY|FUNCTION|INTEGERS|STRINGS|MACRO)\s*\{
.cake=csharp coffeescript ^[ \t]*task\s+['\"]|->\s*$
.ch=xbase c ^[ \t]*(?:typedef|struct|extern)\s
.cl=lisp lisp (?i)^[ \t]*\((?:defun|in-package|defpackage|defmacro|defvar|defclass|setf|load)\b|^;
  cool ^[ \t]*class\s+\w+
  opencl \S
.cls=apex tex \\(?:NeedsTeXFormat|ProvidesClass|LoadClass)\b
  visualbasic (?&visual_basic)
  objectscript ^Class\s+[\w.%]+\s*(?:Extends|\[|\{|$)
  abl (?i)^[ \t]*(?:class|interface)\s+[\w.-]+[^{;\n]*:\s*$|^[ \t]*using\s+[\w.*]+\.\s*$
  rexx ^::(?:class|method|requires)\b
.conf=ini nginx ^[ \t]*(?:server|http|events|upstream\s+\S+|location\s+[^{;\n]+)\s*\{
  apache ^[ \t]*<(?:VirtualHost|Directory|IfModule|Location|Files)\b
  bitbake ^(?:MACHINE|DISTRO|BBFILES|BBPATH|PREFERRED_PROVIDER)\w*\s*[?:.+]*=
  hocon ^[ \t]*[\w.-]+\s*\{\s*$
.config=ini xml \A\s*<
  erlang ^[ \t]*\[?\s*\{[a-z]\w*,
  json \A\s*\{
.cp=cpp pascal (?i)^[ \t]*module\s+\w+\s*;
.cs=csharp smalltalk ^!\s*\w[\w .]*methodsFor:
.cue=cue cuesheet ^[ \t]*(?:FILE\s+\"|TRACK\s+\d|PERFORMER\s+\"|REM\s+GENRE)
.d=d makedepend (?&dependencies)
  dtrace ^#!.*\bdtrace\b|^[ \t]*#pragma\s+D\s|^(?:\w*:[\w*$-]*:[\w*:-]+|BEGIN|END|tick-\w+
      |profile-\w+|provider\s+\w+)\s*(?:$|[/{,])
.def=c modula2 (?i)^[ \t]*definition\s+module\b
  moduledefinition ^[ \t]*(?:EXPORTS|LIBRARY|NAME)\b
.do=stata tcl ^[ \t]*(?:vlib|vcom|vsim|vlog|add\s+wave|quietly)\b
  shell ^[ \t]*redo(?:-\w+)?\s|\$[123]\b
.dsl=asl structurizr ^[ \t]*workspace\b
  clips ^[ \t]*\[(?:condition|consequence|when|then)\]
.dsp=faust sln ^# Microsoft Developer Studio
.e=eiffel euphoria (?&euphoria)
  specman ^<'
  eiffel ^[ \t]*(?:(?:deferred |expanded |frozen )?class\b|feature\b|inherit\b|note\b|indexing\b
      |create\b|end\s*$)
  e ^[ \t]*(?:def|to|var|when)\s
.ecl=ecl eclipse (?&prolog)
.es=javascript erlang ^[ \t]*(?:%%|-module\(|main\([^)]*\)\s*->)
.ex=elixir euphoria (?&euphoria)
.f=fortran forth (?&forth)
.for=fortran forth (?&forth)
.fpp=fortran fpp ^[ \t]*(?:(?:active|passive|queued)\s+component|(?:module|topology|port|interface
      |struct)\s+\w+\s*\{)
.fr=frege forth (?&forth)
.frag=glsl javascript ^[ \t]*(?:var|let|const|function)\s+\w+\s*[=(]
.frm=- visualbasic (?&visual_basic)
.fs=fsharp glsl (?&glsl)
  renderscript #pragma\s+(?:version|rs)\b|__attribute__\s*\(\(kernel
  forth (?&forth)
.ftl=template template <[#@a-zA-Z!]|\$\{
  fluent ^-?[a-zA-Z][\w-]*\s*=
.fx=hlsl flux ^[ \t]*(?:source|import)\s
.g=antlr gap \b(?:Declare(?:Operation|Global\w+|Attribute)|Install(?:Method|Global\w+)|BindGlobal
      |SetPackageInfo)\b|:=\s*function\s*\(
  gcode ^[GM]\d+(?:\s|$)
.gd=gdscript gap \b(?:Declare(?:Operation|Global\w+|Attribute|Property|Category|Info\w*
      |Representation|Synonym)|BindGlobal)\b
.gml=gml xml (?&xml)|<gml:
  - (?i)^[ \t]*graph\s*\[|^[ \t]*node\s*\[
.gs=javascript glsl (?&glsl)
  gosu ^uses\s+[\w.]+
  genie ^\[indent=
.gst=gosu xml (?&xml)
.gts=glimmer - ^G0\d|^%FS
.h=c objectivec (?&objective_c)
  cpp (?&cpp)
.hh=cpp hack \A(?:#![^\n]*\n)?\s*<\?hh
.htm=html template \{%-?\s*(?:extends|block|load|include|macro)\b
.html=html template \{%-?\s*(?:extends|block|load|include|macro)\b
.i=- swig ^[ \t]*%(?:module|include|typemap|extend|inline|\{)
  abl (?&abl)
  - ^# \d+ \"
  assembly (?&assembly)
.ice=slice json \A\s*\{
.inc=cpp php <\?(?:php|=|\s)
  bitbake (?&bitbake)
  povray ^[ \t]*#(?:declare|local|macro|while|version)\s
  pascal (?&pascal)
  pawn ^[ \t]*(?:native|forward|stock|public|methodmap|enum\s+struct)\s
  nasl ^[ \t]*(?:global|local)_var\s|^[ \t]*include\s*\(\s*['\"]
  cpp (?&c)|^[ \t]*(?:static|const|template|struct|typedef|namespace|class|using)\s|^[ \t]*//
  sql (?i)^[ \t]*(?:select|create\s+table|insert\s+into|let\s+\$)\s
  html \A\s*<(?:!|\w)
  fortran (?i)^[ \t]*(?:integer|real|double precision|common\s*/|parameter\s*\(|subroutine)\b
  makefile ^[\w-]+\s*[:?+]?=|^(?:ifn?eq|include|endif|\.PHONY)\b
  assembly (?&assembly)|^[ \t]*;|^[ \t]*%(?:define|macro)\s|^[ \t]*\.(?:macro|equ|global)
.j=jass jasmin ^[ \t]*\.(?:class|super|method|field)\b
  objectivej ^[ \t]*@(?:import|implementation|protocol)\b
.k=kcl kframework ^[ \t]*(?:requires\s+\"|syntax\s+\w+|endmodule)
.ks=kerboscript kickstart ^%(?:packages|post|pre)\b
.l=lex lisp (?i)^[ \t]*\((?:defun|defmacro|in-package|defpackage|defvar|defmethod)\b
  picolisp ^\((?:de|class|rel|code|load|data|must)\s
  roff (?&roff)
.ll=llvm lex ^%(?:%|\{|option)
.lp=answerset linearprogramming (?i)^[ \t]*(?:minimize|maximize|subject to)\s*$
  lambdapi ^[ \t]*(?:symbol|constant|require\s+open)\b
.ls=livescript loomscript ^[ \t]*package\s*[\w.]*\s*\{?\s*$
.lsp=lisp newlisp ^[ \t]*\(define\s+\(
.m=objectivec mumps \A%?\w+[ \t]*(?:\([^)\n]*\))?[ \t]+;[ \t;]*\w|\A\s*;|^[ \t]+(?:\. ?)*(?:SET
      |NEW|QUIT|set|new|quit|[SNQ])[ \t]+[\w%$^(\"]+(?:\([^\n]*\))?(?:=|,|$)
  objectivec (?&objective_c)|^[ \t]*#[ \t]*include\s*[<\"]|^[ \t]*#[ \t]*(?:pragma|define)\s|^//
  mercury (?&mercury)
  limbo ^\w+\s*:\s*module\s*\{|^implement\s
  mathematica (?&mathematica)
  muf ^: \S
  matlab \S
.mc=monkeyc m4 ^(?:dnl|divert\()
  - ^[ \t]*MessageId\s*=
.md=markdown machinedescription \A(?:\s|;[^\n]*\n)*\(define_
.ml=ocaml sml ^[ \t]*(?:structure|signature|functor)\s+\w+[^\n]*=|^[ \t]*fun\s+\w+[^\n]*=
.mm=objectivec xml \A\s*<
  roff (?&roff)
.mo=modelica motoko ^[ \t]*(?:import\s+\w+\s+\"|(?:persistent\s+)?actor\b
      |public\s+(?:shared\s+)?(?:func|query))
.mod=- xml <!(?:ENTITY|ELEMENT|ATTLIST)
  nmodl \b(?:NEURON|BREAKPOINT|INITIAL|UNITS|ASSIGNED)\s*\{
  modula2 (?i)^[ \t]*(?:implementation\s+|definition\s+)?module\s+\w+[^\n]*;
  gomod ^module\s+\S+\s*$
  ampl ^[ \t]*(?:param|var|set|subject\s+to|minimize|maximize)\s
.mojo=mojo xml (?&xml)
.moo=moocode mercury (?&mercury)
.ms=maxscript roff (?&roff)
  assembly ^[ \t]*\.(?:include|globa?l|section)\s
.msg=rosinterface omnet ^(?:message|packet|cplusplus|namespace|class|enum|struct)\b
.n=nemerle roff ^[.']
.nas=nasal assembly (?&assembly)
.ncl=ncl xml (?&xml)
  nickel ^[ \t]*let\s|std\.\w+\.|^\{\s*$|\|\s*default\b
.nl=- newlisp ^[ \t]*[(;#]
.nr=noir roff ^\.\w
.p=abl gnuplot ^[ \t]*(?:s?plot|set\s+(?:term|output|xlabel|xrange|title|style))\b
  abl (?&abl)
  pascal (?&pascal)
.p8=- pico8 \Apico-8 cartridge
.pc=pkgconfig c (?i)^[ \t]*EXEC\s+SQL\b|^[ \t]*#\s*include
.php=php hack \A(?:#![^\n]*\n)?\s*<\?hh
.pl=perl perl (?&perl)
  raku (?&raku)
  prolog (?&prolog)
.plist=strings xml \A\s*<
.plt=gnuplot prolog (?&prolog)
.pm=perl xpixmap \A\s*/\* XPM
  perl (?&perl)
  raku (?&raku)
.pod=pod raku ^=begin\s
.pp=pascal pascal (?&pascal)
  puppet (?&puppet)
  puppet \S
.pro=prolog qmake ^[ \t]*(?:QT|TEMPLATE|TARGET|SOURCES|HEADERS|CONFIG|SUBDIRS|INCLUDEPATH|LIBS
      |FORMS|DEFINES|RESOURCES)\s*[-+*~]?=
  proguard ^-(?:keep|dont|include|optimi|assume|repackage|allow|print|verbose|libraryjars|injars)
  prolog (?&prolog)
  idl (?i)^[ \t]*(?:pro|function)\s+\w+
  ini ^\[\w+|^\w+=\S
.q=q hiveql (?i)^[ \t]*(?:select|create|insert|drop|alter|set|use|explain)\s
.qs=javascript qsharp ^[ \t]*(?:namespace\s+[\w.]+\s*[{;]|operation\s+\w+
      |function\s+\w+[^\n]*\)\s*:)
.r=r rebol (?i)\A\s*(?:;[^\n]*\n\s*)*rebol\s*\[
  rez #include\s+\"[^\"]+\.r\"|^[ \t]*(?:resource|data|type)\s+'[^'\n]{4}'
.rc=- resourcescript ^[ \t]*#\s*include|\b(?:DIALOG(?:EX)?|VERSIONINFO|STRINGTABLE|ICON|MENU)\b
.re=reason cpp ^[ \t]*#\s*(?:include|if|ifdef|define|pragma)\b|/\*!re2c
.res=rescript rescript ^[ \t]*(?:let|module|type|open|include|external|@)\s*\w
  - \S
.rest=restructuredtext http ^[ \t]*(?:GET|POST|PUT|DELETE|PATCH)\s+\S
.rpy=renpy python \A(?:\s|#[^\n]*\n)*(?:import|from|class|def)\s
.rs=rust renderscript ^[ \t]*#\s*pragma\s+(?:version|rs)\b
  xml (?&xml)
.rsc=routeros rascal ^module\s+[\w:]+
.rules=udev snakemake ^(?:rule|checkpoint)\s+\w+\s*:
  firestore ^[ \t]*(?:rules_version|service\s+\w+\.\w+)
.sc=scala supercollider \^(?:this|super)\b|^[ \t]*~\w+\s*=|\bSynthDef\b
      |^[ \t]*\+?\s*[A-Z]\w*\s*(?::\s*[A-Z]\w*\s*)?\{\s*$|\{\s*\|\w
.scd=supercollider markdown ^#+\s+(?:NAME|SYNOPSIS)
.sch=scheme xml \A\s*<
  kicad \A(?:EESchema|\(kicad)
.scm=scheme scheme ^[ \t]*\((?:define\S*|lambda|let\*?|library|import|use-modules|module)[\s(]
  treesitterquery @[a-z][\w.-]*|^[ \t]*\(#\w
.shader=shaderlab shaderlab ^[ \t]*Shader\s+\"
  gdshader ^[ \t]*shader_type\b
  glsl (?&glsl)
.sig=sml - -----BEGIN
.sls=salt scheme ^[ \t]*\(|^#!r6rs
.sol=solidity - ^%FS|^G04|^[DGMT]\d\d\*
.sp=sourcepawn spice (?i)^[ \t]*\.(?:subckt|ends|param|include|tran|model|end|lib)\b
.spec=- rpmspec ^(?:Name|Version|Release|Summary|License):|^%(?:prep|build|install|files|package
      |define|global|description)\b
  python \bAnalysis\(|^(?:import|from)\s
  ruby ^[ \t]*(?:require|describe|Gem::)
.st=smalltalk structuredtext (?i)^[ \t]*(?:program|function_block|function|var|end_var|type
      |end_type|configuration)\b
  smalltalk ^[ \t]*!|:=|\bsubclass:\s*#|^Class\s*\{|methodsFor:|^[ \t]*\"|^[ \t]*\w+\s*:\s*\w+\s*$
      |>>\s*\w+
  template [$<]\w+[$>(]|\$if\(
.sw=sway xml (?&xml)
.t=perl perl (?&perl)
  raku (?&raku)
  shellsession ^  \$[ ]
  terra ^[ \t]*terra\s+\w+|^[ \t]*local\s+\w+\s*=
  turing ^[ \t]*(?:var|const)\s+\w+[^\n]*:[^\n]*|^[ \t]*(?:procedure|function|proc|put)\s+[^\n;]*$
      |^%
  template <%
.tact=tact json \A\s*\{\s*\"
.tl=teal typelanguage ^---\w+---|^[\w.]+(?:#[0-9a-f]+)?\s[^\n]*=\s*[\w.]+;
.trigger=shell apex (?i)^[ \t]*trigger\s+\w+\s+on\b
.ts=typescript xml (?&xml)|\A\s*<TS\b
.tst=scilab gap ^gap>\s
.tsx=tsx xml (?&xml)|\A\s*<tileset\b
.typ=typst xml (?&xml)
.uc=ucode unrealscript (?i)^[ \t]*class\s+\w+\s+(?:extends|expands)\b|^[ \t]*defaultproperties\b
.v=verilog verilog ^[ \t]*(?:endmodule|endpackage|endprimitive)\b|^[ \t]*`(?:define|include
      |timescale|ifn?def|default_nettype)\b|^[ \t]*always\s*@
  coq ^[ \t]*(?:(?:From\s+\S+\s+)?Require\b|Proof\.|Qed\.|(?:Theorem|Lemma|Definition|Inductive
      |Fixpoint|Notation|Record|Axiom|Corollary)\s+\S|Section\s+\w+\.|Module\s+\w+\.|Import\s+\w+)
  vlang ^[ \t]*(?:pub\s+)?(?:fn|struct|enum|interface|const|type)\s+[\w(]|^import\s+\w+
      |^module\s+\w+\s*$
.vba=visualbasic viml ^UseVimball
.vhost=nginx apache ^[ \t]*<VirtualHost
.w=abl cweb ^@[\s*]
.x=- - \Axof[ ]
  logos ^%(?:hook|end|ctor|group)\b
  linkerscript ^[ \t]*(?:SECTIONS|OUTPUT_ARCH|OUTPUT_FORMAT|MEMORY|ENTRY)\b
  alex ^%wrapper\b|^tokens\s*:-
  rpc ^[ \t]*(?:program|version|struct|union|enum|typedef|const)\b
.yy=yacc json \A\s*\{\s*\"
"""
"""`.extension=language sign`: the language that stands where no sign holds, then a language and its
sign; more of them in lines that begin with two blanks, and a sign goes on after six.  `-` is for no
language, `(?&name)` for one of `signs`.
"""
