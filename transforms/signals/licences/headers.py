"""The comment that a file begins with, in whatever way its language writes comments.

A notice counts there alone: a licence that a test or a page of documentation quotes stands behind
code or prose.
"""

import re

_HEAD = 8192
_LINES = 250
# Lines of code that may stand before a header, such as a package clause.
_BEFORE = 3

_BLOCKS = (
    ("/*", "*/"), ("<!--", "-->"), ("(*", "*)"), ("{-", "-}"), ('"""', '"""'), ("'''", "'''"),
    ("--[[", "]]"), ("--[=[", "]=]"), ("<#--", "-->"), ("<#", "#>"), ("#=", "=#"), ("#|", "|#"),
    ("#[", "]#"), ("{#", "#}"), ("{{!--", "--}}"), ("{{/*", "*/}}"), ("<%--", "--%>"),
    ("<%#", "%>"), ("@*", "*@"), ("%{", "%}"), ("=begin", "=end"), ("=pod", "=cut"),
    ("=head1", "=cut"),
    ("////", "////"), ("{*", "*}"), ("###", "###"), ('r"""', '"""'),
)  # fmt: skip
_DOCUMENT_BLOCKS = (("<!--", "-->"),)
_MARKS = re.compile(
    r"(?://|#|;|%|--|'(?!')|!|\*|\.\\\"|\.\.|\"(?!\")|@?rem\b|::|dnl\b|[cC]\s|\|\||>|\\ )",
    re.IGNORECASE,
)
_DOCUMENT_MARKS = re.compile(r"(?:\.\. |%|// |\[//\]: # |\[comment\]: )")
# What stands before the first comment and is none.
_PRELUDES = re.compile(
    r"(?i)(?:<\?(?:php|xml|hh|=)?|<!doctype|<html|<svg|<head\b|---$|\{$|package\b|namespace\b"
    r"|module\b"
    r"|[\"']use strict|use strict|@echo|@charset|\\(?:input|documentclass)|pragma\b|unit\b|<%@"
    r"|<script|<style"
    r"|<template|import\b|from\b|using\b|library\b|const\b|local\b|cmake_minimum|\(in-package)"
)
_DECORATION = re.compile(
    r"^[\s/*#;%!\-\"'|=.:+~><{}\[\]\\]+|[\s/*#;%!\-\"'|=~<{}\[\]\\]+$|^\s*(?:@?rem|dnl|c)\b",
    re.IGNORECASE,
)

# Perl's modules have their licence where their manual ends: `=head1 COPYRIGHT AND LICENSE`.
MANUALS = frozenset({"perl", "pod"})
_SECTION = re.compile(
    rb"(?mi)^=head[1-4][ \t]+[^\n]{0,80}\b(?:licen[cs]e|copyright|legal)[^\n]{0,80}\n"
    rb"(.{0,4096}?)(?=^=head[1-4]\b|^=cut\b|\Z)",
    re.DOTALL,
)


def manual(text: bytes) -> str:
    """The words of the section on the licence in a manual of Perl, as those of `leading`."""
    found = _SECTION.search(text)
    return " ".join(found[1].decode("utf-8", "replace").lower().split()) if found else ""


def leading(text: bytes, *, document: bool = False) -> str:
    """The words of the comments before the first code, in small letters, with single blanks.

    Args:
        text: UTF-8.
        document: whether it is prose, in which few things are comments.
    """
    blocks = _DOCUMENT_BLOCKS if document else _BLOCKS
    marks = _DOCUMENT_MARKS if document else _MARKS
    openings = tuple(opening for opening, _ in blocks)
    words: list[str] = []
    closing, code = "", 0
    for line in text[:_HEAD].decode("utf-8", "replace").splitlines()[:_LINES]:
        bare = line.strip().removeprefix("\ufeff")
        if not closing and bare.startswith(openings):
            opening = next(one for one in openings if bare.startswith(one))
            closing = dict(blocks)[opening]
            bare = bare.removeprefix(opening)
        if closing:
            inside, ends, _ = bare.partition(closing)
            words.append(inside)
            closing = "" if ends else closing
        elif not bare or marks.match(bare):
            words.append(bare)
        elif not _PRELUDES.match(bare) or code >= _BEFORE:
            break
        else:
            code += 1
            words.append(_comment_behind(bare))
    return " ".join(" ".join(_DECORATION.sub(" ", word) for word in words).lower().split())


def _comment_behind(line: str) -> str:
    """The comment that a line of code opens and closes, as in `<?php // Copyright`."""
    found = re.search(r"/\*(.*?)(?:\*/|$)|//(.*)|<!--(.*?)(?:-->|$)", line)
    return next((part for part in found.groups() if part), "") if found else ""
