"""Shared extensions: what stands in a file decides between the languages."""

import pytest

from repoloom import languages
from repoloom.languages.recognition import contents, naming

# path, text with escapes, language
FILES = r"""
a.ts|<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1">|xml
a.ts|\n<TS version="2.1" language="de">|xml
a.ts|export const a = <T>(x: T) => x;|typescript
a.ts|#!/usr/bin/env node\nconst a = 1;|typescript
map.tsx|<?xml version="1.0"?>\n<tileset name="a">|xml
a.tsx|export const A = () => <TS>1</TS>;|tsx
a.m|function x = solve(A, b)\n% Solves it\nx = A \\ b;\nend|matlab
a.m|%% Section\nclear all;|matlab
a.m|# an Octave script\nx = 1;|matlab
a.m|classdef A < handle|matlab
a.m|#import <Foundation/Foundation.h>\n@implementation A\n@end|objectivec
a.m|// app\n#include "a.h"\nint main() {}|objectivec
a.m|:- module a.\n:- interface.|mercury
a.m|(* ::Package:: *)\nBeginPackage["A`"]|mathematica
a.m|implement Hello;\n|limbo
a.m|PRCA ;WASH - profile ;3/9/94\n ;;4.5\n Q|mumps
a.h|#ifndef A_H\nint f(void);|c
a.h|namespace a {\nint f();\n}|cpp
a.h|class A final : public B {\n};|cpp
a.h|#import <UIKit/UIKit.h>\n@interface A : NSObject\n@end|objectivec
a.h|/* a class of things, and the namespace of them */\nstruct a;|c
a.fs|module A\nlet x = 1|fsharp
a.fs|#version 330 core\nout vec4 c;\nvoid main() {}|glsl
a.fs|: square dup * ;|forth
a.vs|#version 330\nvoid main() {}|glsl
a.frag|uniform float t;\nvoid main() {}|glsl
a.pl|use strict;\nmy $x = 1;|perl
a.pl|:- module(a, [b/1]).\nb(X) :- c(X).|prolog
a.pl|use v6;\nsay 1;|raku
a.pl|#!/usr/bin/env swipl\nmain.|prolog
a.t|use Test::More;\nok 1;|perl
a.t|use v6;\nuse Test;|raku
a.t|  $ echo a\n  a|shellsession
a.r|x <- c(1, 2)|r
a.r|REBOL [Title: 1]|rebol
a.v|module a(input b);\nendmodule|verilog
a.v|Require Import List.\nLemma a : True.\nProof. trivial. Qed.|coq
a.v|module main\n\nfn main() {\n}|vlang
a.cls|\\NeedsTeXFormat{LaTeX2e}|tex
a.cls|VERSION 1.0 CLASS\nBEGIN|visualbasic
a.cls|public with sharing class A {}|apex
a.inc|<?php\n$a = 1;|php
a.inc|inherit autotools\nSRC_URI = "a"|bitbake
a.inc|    mov ax, bx\n; done|assembly
a.inc|{$ifdef FPC}\nprocedure A;|pascal
a.inc|#declare R = 1;|povray
a.inc|static const int a[] = {1};|cpp
a.mod|MODULE Hello;\nEND Hello.|modula2
a.mod|NEURON {\n}|nmodl
go.mod|module a.b/c|gomod
a.as|package a {\nimport flash.display.*;|actionscript
a.as|void main() {\n  Foo@ f;|angelscript
a.d|module a;\nimport std.stdio;|d
a.d|build/a.o: a.c a.h \\\n b.h|makedepend
a.d|#pragma D option quiet\nBEGIN\n{}|dtrace
a.e|class A\nfeature\nend|eiffel
a.e|include std/io.e\nglobal function a()\nend function|euphoria
a.ex|defmodule A do\nend|elixir
a.f|      program a\n      end|fortran
a.f|: square dup * ;|forth
a.for|C comment\n      end|fortran
a.gd|extends Node\nfunc _ready():|gdscript
a.gd|DeclareOperation( "A", [ IsObject ] );|gap
a.l|%%\n[0-9]+ { return 1; }|lex
a.l|(defun a () 1)|lisp
a.lisp|(defun a () 1)|lisp
a.lsp|(define (a) 1)|newlisp
a.ls|package a {|loomscript
a.ls|f = (x) -> x|livescript
a.ml|let rec f x = x|ocaml
a.ml|structure A = struct\nfun f x = x\nend|sml
a.n|.TH A n|roff
a.n|using System;|nemerle
a.p|set xlabel "a"\nplot sin(x)|gnuplot
a.p|DEFINE VARIABLE a AS INTEGER.|abl
a.pp|class a {\n  file { 'b': ensure => present }\n}|puppet
a.pp|unit a;\ninterface|pascal
a.pro|TEMPLATE = app\nSOURCES += a.cpp|qmake
a.pro|-keep class a.** { *; }|proguard
a.pro|a(X) :- b(X).|prolog
a.rs|pub fn a() {}|rust
a.rs|#pragma version(1)\n#pragma rs java_package_name(a)|renderscript
a.rs|<?xml version="1.0"?>|xml
a.sc|object A { def b = 1 }|scala
a.sc|Foo : Object {\n *new { ^super.new }\n}|supercollider
a.sol|pragma solidity ^0.8.0;\ncontract A {}|solidity
a.sol|G04 layer*\n|
a.tst|gap> 1+1;\n2|gap
a.w|@* Intro.\n@c|cweb
a.x|struct a { int b; };\nprogram P { } = 1;|rpc
a.x|SECTIONS { }|linkerscript
a.y|%token A\n%%|yacc
a.cl|(defun a () 1)|lisp
a.cl|__kernel void a(__global int *b) {}|opencl
a.ch|#xcommand A => B|xbase
a.asm|mov ax, 1|assembly
a.b|implement Hello;|limbo
a.b|main() { auto a; }|b
a.bb|SUMMARY = "a"\nLICENSE = "MIT"|bitbake
a.cs|!Boolean methodsFor: 'a'!|smalltalk
a.cs|using System;\nclass A {}|csharp
a.md|;; Machine description\n(define_insn "a")|machinedescription
a.md|# Title\n(define_insn is a pattern)|markdown
a.html|{% extends "a.html" %}|template
a.html|<!doctype html>|html
a.conf|server {\n listen 80;\n}|nginx
a.cfg|[a]\nb = 1|ini
a.php|<?hh\nfunction a(): void {}|hack
a.st|!A methodsFor: 'b'!|smalltalk
a.st|FUNCTION_BLOCK A\nVAR\nEND_VAR|structuredtext
a.spec|Name: a\nVersion: 1\n%build|rpmspec
a.tpl|{foreach $a as $b}|template
a.d|\rmodule a;\rimport b;|d
"""


@pytest.mark.parametrize("row", FILES.strip().splitlines())
def test_what_a_shared_extension_means(row):
    path, _, rest = row.partition("|")
    text, _, expected = rest.rpartition("|")
    data = text.encode().decode("unicode_escape").encode()
    assert languages.language_of(path, data) == expected
    assert languages.language_of(path, data.replace(b"\n", b"\r\n")) == expected


def test_without_a_text_the_usual_language_counts():
    assert languages.language_of("a.ts", b"") == "typescript"
    assert languages.language_of("a.m", b"") == "objectivec"


def test_all_that_an_extension_may_mean_exists():
    assert sorted(contents.LANGUAGES - naming.KINDS.keys() - languages.SPECS.keys()) == []


@pytest.mark.parametrize("extension", sorted(contents.DEFAULTS))
def test_signs_are_quick_on_a_page_of_blanks(extension):
    """A sign whose blanks cross lines would look at each rest of the page again: 10 s."""
    assert languages.language_of(f"a{extension}", b"\n" * contents.READ) in {
        "",
        *contents.LANGUAGES,
    }


def test_a_modeline_counts_among_the_languages_of_an_extension():
    assert contents.may_be(".pl", "prolog")
    assert not contents.may_be(".pl", "python")
    assert languages.language_of("a.inc", b"// -*- mode: php -*-\n") == "php"
    assert languages.language_of("a.h", b"// -*- C++ -*-\n") == "cpp"
    assert languages.language_of("a.pl", b"# -*- mode: python -*-\nuse strict;\n") == "perl"
