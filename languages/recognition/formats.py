"""What else stands in repositories: build files, documents, markup and data, as in `programming`.

A kind is what a file is for, not how it is written: a project file in XML is data as long as no
one reads it for its text, and a view in XML (`.xaml`) is markup.
"""

BUILD = """
buildstream | kickstart | moduledefinition | pan .pan | pkgconfig | proguard | salt |
bazel .bzl .bazel BUILD WORKSPACE BUCK BUILD.bazel MODULE.bazel Tiltfile WORKSPACE.bazel
WORKSPACE.bzlmod .star .sky .bazelrc TARGETS PACKAGE | bitbake .bbappend .bbclass |
cabal .cabal cabal.config cabal.project | cmake .cmake CMakeLists.txt |
dockerfile .dockerfile Dockerfile Containerfile .containerfile |
dune dune-project dune dune-workspace | earthly Earthfile | easybuild .eb |
ebuild APKBUILD .ebuild .eclass | gn .gn .gni | gomod go.mod go.work | gradle .gradle |
hcl .hcl .tf .tfvars .nomad .tofu | just .just .justfile Justfile justfile |
kconfig Kconfig .kconfig |
makefile .mk .mak Makefile makefile GNUmakefile .make .makefile .mkfile BSDmakefile Kbuild
mkfile .am | meson meson.build meson_options.txt meson.options | modulemap .modulemap .xcconfig |
ninja .ninja | nix .nix | opam .opam opam | procfile Procfile | qmake .pri |
quake m3makefile m3overrides | rpmspec | singularity Singularity | soong Android.bp
"""

DOCS = """
asciidoc .adoc .asciidoc | creole .creole | gemini .gmi |
markdown .md .markdown .mdx .apib .livemd .mdown .mdwn .mkd .mkdn .mkdown .ronn .workbook
.rmarkdown .svx | muse .muse | org .org | pod .pod6 | rdoc .rdoc | restructuredtext .rst .rest |
roff .rnh .roff .tmac eqnrc mmn mmt troffrc troffrc-end | sweave .rnw |
tex .tex .sty .bib .bibtex .bbx .cbx .dtx .ins .lbx .ltx .mkii .mkiv .mkvi .tikz |
texinfo .texinfo .texi .txi |
text .txt .text README LICENSE LICENCE UNLICENSE COPYING NOTICE AUTHORS CHANGELOG CONTRIBUTORS
CITATION CITATIONS FONTLOG INSTALL NEWS HISTORY THANKS TODO MAINTAINERS ChangeLog CREDITS
COPYRIGHT PATENTS HACKING BUGS FAQ VERSION Changes CHANGES DESCRIPTION CONTRIBUTING RELEASE
RELEASE_NOTES ACKNOWLEDGMENTS ACKNOWLEDGEMENTS SECURITY CONDUCT LICENSES | textile .textile |
typst .typ | wikitext .mediawiki .wiki .wikitext
"""

MARKUP = """
bbcode .bbcode | blueprint .blp | bru .bru | cooklang .cook |
css .css .pcss .postcss .sss .wxss .acss | d2 .d2 | html .html .htm .xhtml .hta .xht .shtml |
kvlang .kv | less .less | mermaid .mmd .mermaid | raml .raml | razor .cshtml .razor |
scss .scss .sass | slint .slint | snippets .snip .snippet .snippets .yasnippet | stylus .styl |
svg .svg | templ .templ |
template .erb .ejs .haml .slim .hbs .mustache .liquid .jinja .jinja2 .j2 .tmpl .twig .jst
.erubis .antlers.html .antlers.php .blade .blade.php .soy .ect .ejs.t .edge .ftlh .kid .gohtml
.gotmpl _helpers.tpl .ecr .heex .leex .rhtml .handlebars .jte .kit .latte .mtml .mako .mao
.marko .njk .jade .pug .riot .scaml .tea .tftpl .vtl .vto .vm .stg .tt .t4 .ttinclude .eta
.dust .tera .askama .eex .sface .hamlc .phtml.twig .plush .tpl .smarty |
wechat .wxml .axml | xaml .xaml .axaml
"""

DATA = """
cuesheet .cuesheet | makedepend | ston .ston | udev |
apache .apacheconf .htaccess apache2.conf httpd.conf | bird2 bird.conf |
browserslist .browserslistrc browserslist | caddyfile .caddyfile Caddyfile |
checksums .crc32 .md2 .md4 .md5 .sha1 .sha2 .sha224 .sha256 .sha256sum .sha3 .sha384 .sha512
MD5SUMS SHA1SUMS SHA256SUMS SHA512SUMS cksums | cil .cil | conllu .conllu .conll |
crontab crontab | cson .cson | csv .csv .tsv | cylc .cylc suite.rc | desktop .desktop |
dnszone .zone |
dotenv .env .env.ci .env.dev .env.development .env.development.local .env.example .env.local
.env.prod .env.production .env.sample .env.staging .env.template .env.test .env.testing |
gettext .po .pot | godotresource .gdnlib .gdns .tres .tscn project.godot .gdextension |
graphviz .dot .gv | gtkrc .gtkrc gtkrc gtkrc-2.0 | haproxy haproxy.cfg |
hocon .hocon .scalafix.conf .scalafmt.conf | hxml .hxml | icalendar .ics .ical |
ignore .gitignore .gitattributes .gitmodules .dockerignore .npmignore .eslintignore
.prettierignore .git-blame-ignore-revs CODEOWNERS .agignore .atomignore .babelignore
.bzrignore .ckignore .coffeelintignore .cvsignore .easignore .eleventyignore .eslint-ignore
.ignore .markdownlintignore .nodemonignore .rgignore .stylelintignore .vercelignore
.vscodeignore .gcloudignore .helmignore .terraformignore .slugignore .rbuildignore
.bazelignore .hgignore |
ini .ini .cfg .conf .properties .editorconfig .gitconfig .coveragerc .npmrc .tgitconfig
config.worktree .cnf .container .lektorproject .mount .network .prefs .service .socket .target
.timer .buckconfig .flake8 .gitreview .pylintrc buildozer.spec pylintrc vlcrc .inf .flowconfig
.vdproj |
json .json .json5 .jsonc .geojson .webmanifest .babelrc .eslintrc .avsc .gltf .har .mcmeta
.sarif .topojson .webapp .yyp .all-contributorsrc .arcconfig .auto-changelog .c8rc .htmlhintrc
.imgbotconfig .nycrc .releaserc .secrets.baseline .tern-config .tern-project .watchmanconfig
mcmod.info .code-snippets .code-workspace .hujson .sublime-build .sublime-color-scheme
.sublime-commands .sublime-completions .sublime-keymap .sublime-macro .sublime-menu
.sublime-mousemap .sublime-project .sublime-settings .sublime-theme .sublime-workspace
.sublime_metrics .sublime_session .jscsrc .jshintrc .jslintrc .swcrc .jsonld .prettierrc
.stylelintrc .hjson .bowerrc | jsonl .jsonl .ndjson | jupyter .ipynb | kdl .kdl |
kicad .kicad_pcb .kicad_mod .kicad_wks fp-lib-table .kicad_sch .kicad_sym |
lockfile .lock go.sum go.work.sum | manifest MANIFEST.MF | nanorc .nanorc nanorc | neon .neon |
nginx .nginx .nginxconf nginx.conf | patch .diff .patch | playlist .m3u .m3u8 |
postscript .ps .eps .epsi .pfa | puredata .pd | readline .inputrc inputrc | registry .reg |
ron .ron | rtf .rtf | sln .sln | snapshot .snap .expect .expected .golden |
sshconfig ssh-config ssh_config sshconfig sshconfig.snip sshd-config sshd_config |
strings .strings .stringsdict | subtitles .vtt | textproto .textproto .pbtxt .txtpb |
toml .toml Pipfile Cargo.toml.orig |
toolversions .tool-versions .nvmrc .node-version .python-version .ruby-version .java-version
.bazelversion .mailmap .rspec .yardopts | tor torrc | turtle .ttl | vdf .vdf | xbitmap .xbm |
xml .xml .xsd .xsl .xslt .csproj .vbproj .fsproj .props .targets .plist .resx .dae .lvproj
.lvclass .lvlib .owl .adml .admx .ant .builds .ccproj .ccxml .clixml .cproject .cscfg .csdef
.ct .depproj .dita .ditamap .ditaval .dll.config .dotsettings .filters .fxml .glade .gmx .gpx
.grxml .hzp .icls .iml .ivy .jelly .jsproj .kml .launch .mdpolicy .meta4 .mjml .mxml .natvis
.ndproj .nproj .nuspec .odd .osm .pkgproj .proj .ps1xml .psc1 .pt .pubxml .qhelp .rbxmx .rdf
.rss .scxml .sfproj .shproj .slnx .srdf .storyboard .sublime-snippet .tml .ui .urdf .ux
.vcxproj .vsixmanifest .vssettings .vstemplate .vxml .wixproj .wsdl .wsf .wxi .wxl .wxs .x3d
.xacro .xib .xlf .xliff .xmi .xmp .xproj .xspec .xul .zcml .classpath .project App.config
NuGet.config Settings.StyleCop Web.config packages.config .sttheme .tmcommand .tmlanguage
.tmpreferences .tmsnippet .tmtheme .xsp-config .xsp.metadata .config .entitlements .xcscheme
.ecore .jmx .jrxml .bpmn .dmn .rdlc .sitemap .tmx .qrc .x3dv | xpixmap .xpm |
yaml .yaml .yml .clang-format .clang-tidy .mir .reek .rviz .sublime-syntax .syntax
.yaml-tmlanguage .clangd .gemrc CITATION.cff
"""
