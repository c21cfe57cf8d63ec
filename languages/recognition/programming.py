"""Programming languages without a grammar here: name, extensions and whole file names of each.

Which extensions people use is a matter of fact: GitHub's Linguist lists those that occur in many
repositories, and what it lists as programming stands here unless the extension is shared with what
nobody writes.  Extensions that several languages share are told by content (`contents`).
"""

CODE = """
ags | al | alex | answerset | bc | bibtexstyle | cool | dc | eclipse | fluent | frege |
genie | glimmer .gjs | io .io | jq .jq | kcl | kframework | lambdapi | loomscript | ltspice |
machinedescription | maxima .wxm | moocode | motoko | muf | nasal | nemerle | nftables .nft |
objectscript | pico8 | q | rascal | renpy | routeros | slice | specman | structuredtext |
structurizr | terra | treesitterquery | typelanguage | vlang |
abap .abap .asddls | abl | abnf .abnf | actionscript | ada .ada .adb .ads |
agda .agda .lagda .agda-lib .lagda.md .lagda.rst .lagda.tex | aidl .aidl | aiken .ak |
aleo .aleo | algol .alg | alloy .als | ampl .ampl | angelscript .angelscript | antlr .g4 |
apex .apex | apl .apl .dyalog | applescript .applescript .scpt | arkts .ets | asl .asl .dsl |
asn1 .asn .asn1 .mib | asp .asp | aspectj .aj |
aspnet .asax .ascx .ashx .asmx .aspx .axd .master |
assembly .asm .s .nasm .agc .a51 .x68 .sx .masm .z80 .a65 .s65 .6502 .hla | asymptote |
ats .dats .hats .sats | augeas .aug | autohotkey .ahk .ah1 .ah2 .ahkl | autoit .au3 |
avroidl .avdl | awk .awk .auk .gawk .mawk .nawk | b | ballerina .bal | baml .baml | basic |
batch .bat .cmd gradlew.bat mvnw.cmd | beef | befunge .befunge | berry .be |
bicep .bicep .bicepparam | bison .bison | blitzbasic .decls | blitzmax .bmx | bluespec .bsv |
bmethod .mch | bond .bond | boo .boo | boogie .bpl | bqn .bqn | brainfuck | brightscript .brs |
bsl .bsl .os | c .cats .idc .upc | c3 .c3 | cadence .cdc | cairo .cairo | cameligo .mligo |
cangjie .cj | capcds .cds | capnp .capnp | carbon .carbon | cartocss .mss | ceylon .ceylon |
cfengine .cf | chapel .chpl | chuck .ck | circom .circom | clarion .clw | clarity .clar |
clean .icl | clips .clp |
clojure .clj .cljc .cljs .edn .boot .cl2 .cljs.hl .cljscm .cljx .hic riemann.config |
cobol .cob .cbl .ccp .cobol .cpy .pco | cocci .cocci | codeql .ql .qll |
coffeescript .coffee ._coffee .cjsx .iced Cakefile .litcoffee .coffee.md |
coldfusion .cfm .cfml .cfc | coq .coq _CoqProject | cpp .tcc .txx | cql .cql | crystal .cr |
csharp .cs.pp .linq | csound .orc .udo .csd .sco | cuda .cu .cuh .hip | cue .cue | curry .curry |
cweb | cwl .cwl | cycript .cy | cypher .cyp .cypher | d .di | dafny .dfy |
dart .dart | daslang .das | dataweave .dwl | dbml .dbml | devicetree .dts .dtsi .dtso .overlay |
dhall .dhall | dreammaker .dm | drools .drl | dtrace | dylan .dylan .dyl .intr .lid | e |
ebnf .ebnf | ec .ec .eh | ecl .eclxml | edgeql .edgeql .esdl | edje .edc | eiffel |
elixir .ex .exs | elm .elm | elvish .elv | emberscript .em .emberscript |
erlang .erl .hrl .app .app.src .escript .xrl .yrl Emakefile rebar.config | euphoria |
factor .factor .factor-boot-rc .factor-rc | fancy .fy .fancypack Fakefile | fantom .fan | faust |
fennel .fnl | fidl .fidl | firestore firestore.rules | firrtl .fir | flatbuffers .fbs |
flix .flix | flux .flux | forth .fth .4th .forth .frt |
fortran .f .f90 .f95 .f03 .f08 .for .f77 .f15 .f18 .f2k .ftn | fourd .4dm | fourgl .4gl .per |
fpp .fppi | freebasic .bi | fsharp .fs .fsi .fsx | fstar .fst .fsti | futhark .fut | gaml .gaml |
gams .gms | gap .gap .gi | gcode .cnc .gco .gcode | gdb .gdb .gdbinit | gdscript .gd |
gdshader .gdshader .gdshaderinc | gf .gf | gherkin .feature .story | gleam .gleam |
glsl .glsl .fp .frg .fsh .fshader .geo .geom .glslf .glslv .gshader .rchit .rmiss .tesc .tese
.vert .vrx .vs .vsh .vshader .comp .mesh .task .rgen .rint .rahit .rcall .glsli .glslinc
.vertex .fragment | gml | gno .gno | gnuplot .gp .gnu .gnuplot .plot | golo .golo |
gosu .gsx .vark | grace .grace | graphql .graphql .gql .graphqls |
groovy .groovy Jenkinsfile .grt .gtpl .gvy | gsc .gsc .csc .gsh | hack .hack .hhi | harbour .hb |
hare .ha | haskell .hs .lhs .chs .hs-boot .hsc | haxe .hx .hxsl | hiveql .hql |
hlsl .hlsl .cginc .fxh .hlsli .usf .ush .compute .hlslinc .raytrace | holyc .hc | hoon .hoon |
http .http | hurl .hurl | hy .hy | hyphy | idl .dlm | idris .idr .lidr .ipkg | igorpro .ipf |
il .il | imagej .ijm | imba .imba | imhex .hexpat | inform .ni .i7x | ink .ink |
innosetup .iss .isl | interface .idl .odl .mojom .hal .djinni .udl .xdr | ioke .ik | jasmin | linearprogramming |
isabelle .thy | ispc .ispc | j .ijs | jac .jac | jai .jai | janet .janet | jass | java .jav .jsh |
javacc .jj .jjt |
javascript ._js .es6 .jake .javascript .jsb .jscad .jsfl .jslib .jsm .jspre .jss .njs .pac
.sjs .ssjs .xsjs .xsjslib | jcl .jcl | jflex .flex .jflex | jison .jison .jisonlex |
jolie .ol .iol | jsonnet .jsonnet .libsonnet |
jsp .gsp .jsp .tag .jspf .jspx .tagx | julia .jl | kaitaistruct .ksy | kakoune .kak kakrc |
kerboscript .ks | koka .kk | kotlin .gradle.kts .ktm | krl .krl | kusto .kql .csl | lalrpop .lalrpop |
langium .langium | lark .lark | lasso .lasso .las .lasso8 .lasso9 | lean .hlean .lean | leo .leo |
lex .lex | lfe .lfe | ligolang .ligo | lilypond .ly .ily | limbo |
linkerscript .ld .lds ld.script | liquidsoap .liq |
lisp .lisp .lsp .cl .el .asd .sexp .emacs .gnus .spacemacs .viper Cask Eask Project.ede _emacs |
livecodescript .livecodescript | livescript ._ls Slakefile .ls | llvm .ll | lobster .lobster |
logos .xm .xi | logtalk .lgt .logtalk | lolcode .lol | lookml .lkml .lookml | lsl .lsl .lslp |
lua .nse .pd_lua .rbxs .rockspec .wlua .luacheckrc | luau .luau | lustre .lus |
m4 .m4 configure.ac .ac | macaulay2 .m2 | malloy .malloy |
mathematica .mathematica .nbp .wl .wls .wlt | matlab .matlab | maude .maude | maxscript .mcr |
mcfunction .mcfunction | mercury | metal .metal | metta .metta | minid .minid |
minizinc .mzn .dzn | mint .mint | mirah .druby .duby .mirah | mirc .mrc | mlir .mlir |
mms .mms .mmk descrip.mmk descrip.mms | modelica | modula2 .mi | modula3 .i3 .ig .m3 .mg |
mojo .mojo | monkey .monkey .monkey2 | monkeyc | moonbit .mbt | moonscript .moon | move .move |
mql .mq4 .mq5 | mumps .mumps | mupad .mu | myghty .myt | nasl .nasl | ncl | nearley .ne .nearley |
nesc .nc | netlinx .axs .axi | netlogo .nlogo | newlisp | nextflow .nf nextflow.config | nickel |
nim .nim .nim.cfg .nimble .nimrod .nims nim.cfg | nit .nit | nmodl | noir .nr | nsis .nsi .nsh |
nushell .nu | nwscript .nss | oberon .ob2 .obn | objectivec .m .mm .pch | objectivej .sj |
ocaml .ml .mli .eliom .eliomi .ml4 .mll .mly | odin .odin | omnet .ned | ooc .ooc | opa .opa |
opal .opal | opencl .opencl | openqasm .qasm | openscad .scad | opentypefeatures .fea |
overpassql .overpassql | overpy .opy | ox .ox .oxh .oxo | oz .oz | p4 .p4 | pact .pact |
papyrus .psc | parrot .parrot .pasm .pir | pascal .pas .pp .cps .oxygene .dfm .dpr .lpr .pascal |
pawn .pwn .sma | pddl .pddl | pegjs .pegjs .peggy | pep8 .pep |
perl .pl .pm .t .perl .ph .plx .psgi .latexmkrc Makefile.PL Rexfile cpanfile latexmkrc |
pest .pest .peg .bnf | php .ctp .php3 .php4 .phps .php_cs Phakefile | picolisp | piglatin .pig |
pike .pike .pmod | pkl .pkl | plantuml .puml .iuml .plantuml | pli .pli .pl1 | pogoscript .pogo |
polar .polar | pony .pony | portugol .por | povray .pov | powerbuilder .sra .sru .srw |
powerquery .pq | powershell .ps1 .psm1 .psd1 | praat .praat | prisma .prisma | processing .pde |
prolog .pro .prolog .yap | promela .pml | protobuf .proto | prql .prql | puppet Modulefile |
purebasic .pb .pbi | purescript .purs | pyret .arr |
python .gyp .gypi .py3 .pyde .pyp .pyt .tac .wsgi .xpy .gclient DEPS SConstruct SConscript
wscript .scons | qml .qml .qbs | qsharp | quakec .qc | quint .qnt |
r .r .rmd .rd .rsx .rapp.history .rprofile expr-dist .qmd NAMESPACE |
racket .rkt .rktd .rktl .scrbl | ragel .rl |
raku .6pl .6pm .nqp .p6 .p6l .p6m .pl6 .pm6 .raku .rakumod | rascript .rascript | rbs .rbs |
reason .rei | reasonligo .religo | rebol .reb .r2 .r3 .rebol | red .red | redscript .reds |
regex .regexp .regex | rego .rego | renderscript .rsh | rescript .resi .res |
resourcescript .rc2 | rexx .rexx .pprx | rez | rhai .rhai | ring .ring |
robotframework .robot .resource | roc .roc | rosinterface .action .srv | rpc |
rpgle .rpgle .sqlrpgle |
ruby .builder .eye .god .jbuilder .mspec .prawn .rabl .rbi .rbuild .rbw .rbx .ruby .thor
.watchr .irbrc .pryrc .simplecov Appraisals Berksfile Buildfile Dangerfile Deliverfile Jarfile
Mavenfile Puppetfile Snapfile Steepfile Vagrantfile Brewfile Fastfile Appfile Podfile
Guardfile Capfile Thorfile .podspec .ru | sage .sage .sagews | sail .sail | sas .sas |
scala .kojo | scenic .scenic | scheme .scm .ss .sld .sps | scilab .sci .sce | sed .sed |
self .self | selinux .te file_contexts genfs_contexts port_contexts | sentinel .sentinel |
shaderlab .shader |
shell .sh .bash .zsh .ksh .fish .bats .bashrc .zshrc .profile .command .pacscript .sbatch
.slurm .tmux .tool .zsh-theme .bash_aliases .bash_functions .bash_history .bash_logout
.bash_profile .cshrc .envrc .flaskenv .kshrc .tmux.conf .xinitrc .xsession .zlogin .zlogout
.zprofile .zshenv PKGBUILD .tcsh .csh .ash .dash .mksh .openrc .xprofile bashrc zshrc
bash_profile profile zshenv bash_aliases bash_logout
kshrc cshrc xinitrc xsession zlogin zlogout zprofile tmux.conf gradlew mvnw .postinst .postrm .preinst .prerm |
shellsession .sh-session | shen .shen | sieve .sieve | slang .slang | smali .smali | smalltalk |
smithy .smithy | sml .fun .sml .mlb .cm | smt .smt2 .smt .z3 |
snakemake .smk .snakefile Snakefile | solidity .sol | sourcepawn .sp | sparql .sparql .rq |
spice .cir .ckt .spi .spice | spicedb .zed | spin .spin | sqf .sqf .hqf |
sql .sql .psql .ddl .pls .bdy .fnc .pck .pkb .pks .plb .plsql .spc .tpb .tps .trg .vw .pgsql
.mysql .udf .viw .db2 .dml .tsql .bq .sq .sqm | squirrel .nut | stan .stan |
stata .do .ado .doh .ihlp .mata .matah .sthlp | supercollider .scd .sc | surrealql .surql |
sway .sw | swig .swg .swig | sysml .sysml .kerml | tablegen .td | tact .tact | talon .talon |
tcl .tcl .adp .sdc .tm .xdc | teal .tl | thrift .thrift | tla .tla | tlverilog .tlv | tmdl .tmdl |
toit .toit | tolk .tolk | turing .tu | txl .txl | typespec .tsp | ucode | uno .uno |
unrealscript .uci | urweb .ur .urs | vala .vala .vapi | vcl .vcl |
verilog .v .sv .svh .vh .veo .va .vams .sva .svi | verse .verse |
vhdl .vhd .vhdl .vhf .vhi .vho .vhs .vht .vhw |
viml .vim .vimrc .vmb .exrc .gvimrc .nvimrc _vimrc gvimrc nvimrc vimrc |
visualbasic .vbs .vb .vbhtml .ctl .dsr | volt .volt | vyper .vy | wdl .wdl |
webassembly .wat .wast | webidl .webidl | wgsl .wgsl | whiley .whiley | why3 .mlw | wisp .wisp |
wit .wit | witcherscript .ws | wollok .wlk | wren .wren | x10 .x10 | xbase .prg .prw | xc .xc |
xojo .rbbas .rbfrm .rbmnu .rbres .rbtbar .rbuistate .xojo_code .xojo_menu .xojo_report
.xojo_script .xojo_toolbar .xojo_window | xonsh .xsh | xproc .xpl .xproc |
xquery .xquery .xq .xql .xqm .xqy | xs .xs | xtend .xtend | xtext .xtext .mwe2 | yacc .y .yacc |
yang .yang | yara .yar .yara | yarnspinner .yarn | yul .yul | zap .zap .xzap | zeek .zeek .bro |
zenscript .zs | zephir .zep | zig .zig .zig.zon | zil .zil .mud | zimpl .zimpl .zmpl .zpl |
zmodel .zmodel
"""
"""`name .extension .extension Filename | name ...`; an extension begins with a dot."""
