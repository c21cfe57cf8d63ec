"""Decoding: what is text, in which encoding, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.signals import encoding


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")
    )
)
def test_utf8_stays_as_it_is(text):
    assert encoding.decode(text.encode()) == encoding.Decoded(text.encode(), "utf-8")


@given(st.binary())
def test_whatever_decodes_is_valid_utf8_and_the_rest_has_a_reason(data):
    decoded = encoding.decode(data)
    if decoded.text is None:
        assert decoded.reason in {"binary", "undecodable"}
        assert not decoded.encoding
    else:
        decoded.text.decode("utf-8")
        assert decoded.encoding
        assert not decoded.reason


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding_and_leaves(codec):
    data = "naïve = 1\r\n".encode(codec)
    assert encoding.decode(data) == encoding.Decoded("naïve = 1\r\n".encode(), codec)


def test_a_big_endian_mark_counts_too():
    data = b"\xfe\xff" + "x = 1\n".encode("utf-16-be")
    assert encoding.decode(data) == encoding.Decoded(b"x = 1\n", "utf-16")


def test_utf16_without_a_mark_is_text():
    data = "LANGUAGE LANG_ENGLISH\r\n".encode("utf-16-le")
    assert encoding.decode(data).text == b"LANGUAGE LANG_ENGLISH\r\n"


def test_an_empty_file_is_text():
    assert encoding.decode(b"") == encoding.Decoded(b"", "utf-8")


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0asm\1\0\0\0", b"GIF89a\x10\0\x10\0\xb3\0\0", bytes(64)],
)
def test_data_is_binary(data):
    assert encoding.decode(data) == encoding.Decoded(None, "", "binary")


def test_a_stray_control_character_does_not_make_text_binary():
    data = b"-- section --\n" * 20 + b"\x01"
    assert encoding.decode(data).text == data


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("# -*- coding: iso-8859-2 -*-\n# ", "iso8859-2"),
        ("#!/usr/bin/python\n# vim: set fileencoding=cp1250 :\n# ", "cp1250"),
        ('<?xml version="1.0" encoding="windows-1251"?>\n', "cp1251"),
        ('<html><head><meta charset="iso-8859-2">', "iso8859-2"),
        ('@charset "iso-8859-2";\n/* ', "iso8859-2"),
    ],
)
def test_the_declaration_of_a_file_decides(head, codec):
    word = "жук" if codec == "cp1251" else "żółć"
    assert encoding.decode((head + word).encode(codec)) == encoding.Decoded(
        (head + word).encode(), codec
    )


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "rot13", "base64", "no-such-codec"])
def test_a_declared_codec_that_is_no_character_set_is_not_used(name):
    decoded = encoding.decode(f"# coding: {name}\n# caf".encode() + b"\xe9 na\xefve\n")
    assert decoded.encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("// Привет мир, это комментарий\r\nint x;", "cp1251"),
        ("# こんにちは世界 日本語のコメント\nx=1", "shift_jis"),
        ("# 你好,世界 这是注释\n", "gb18030"),
        ("// 안녕하세요 세계 주석입니다", "cp949"),
        ("# Author: José Núñez\nx = 1\n", "cp1252"),
        ("/* Müller © 2004 */ int main(){}", "cp1252"),
    ],
)
def test_legacy_text_is_recognized(text, codec):
    assert encoding.decode(text.encode(codec)) == encoding.Decoded(text.encode(), codec)


def test_noise_is_not_decoded_into_something():
    noise = bytes(range(0x80, 0x100)) * 4
    assert encoding.decode(noise) == encoding.Decoded(None, "", "undecodable")


@pytest.mark.parametrize("data", [b"x = '\xed\xa0\x80'", b"\xc0\xaf /", b"\xf5\x80\x80\x80"])
def test_ill_formed_utf8_is_not_utf8(data):
    assert encoding.decode(data).encoding != "utf-8"


def test_a_codec_that_gives_control_characters_is_the_wrong_one():
    # Latin-1 decodes anything: these bytes are typographic quotes in Windows-1252.
    data = b"# coding: latin-1\n# \x93quoted\x94 words in a comment\n"
    assert encoding.decode(data).encoding != "iso8859-1"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_has_a_least_size_and_mostly_ascii(codec):
    assert encoding.decode("x = 1; y".encode(codec)) == encoding.Decoded(b"x = 1; y", codec)
    assert encoding.decode("x = 1;y".encode(codec)).reason == "binary"
    assert encoding.decode("x = 1; y".encode(codec) + b"\0").reason == "binary"
    mostly = "x" * 91 + "é" * 9  # the high byte of é is 0 too
    assert encoding.decode(mostly.encode(codec)).text == mostly.encode()
    for letters, found in ((9, True), (10, False)):
        text = "x" * (100 - letters) + "ж" * letters
        assert (encoding.decode(text.encode(codec)).text == text.encode()) is found


@pytest.mark.parametrize(("size", "reason"), [(64, ""), (63, "binary")])
def test_one_byte_in_64_may_be_a_control_character(size, reason):
    data = b"x" * (size - 1) + b"\x01"
    assert encoding.decode(data).reason == reason
    legacy = b"# coding: cp1252 \xe9".ljust(size - 1, b"x") + b"\x01"
    assert encoding.decode(legacy).reason == reason


def test_a_declaration_counts_in_the_first_1024_bytes():
    meta = b"<meta charset=koi8-r"
    for blanks, counts in ((1024 - len(meta), True), (1025 - len(meta), False)):
        decoded = encoding.decode(b" " * blanks + meta + b"> caf\xe9")
        assert (decoded.encoding == "koi8-r") is counts


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-32"])
def test_a_declared_utf_that_the_bytes_are_not_is_not_used(name):
    decoded = encoding.decode(f"# coding: {name}\n# caf".encode() + b"\xe9 na\xefve\n")
    assert decoded.encoding == "cp1252"


def test_a_mark_of_what_the_bytes_are_not_is_undecodable():
    assert encoding.decode(b"\xff\xfe\0\xd8x") == encoding.Decoded(None, "", "undecodable")
    assert encoding.decode(b"\xef\xbb\xbf" + bytes(64)).reason == "binary"


COMMENTS = {
    "tr": "Gönderilen değer boş ise sıfır döndürür, şu an için çalışıyor",  # noqa: RUF001
    "ru": "Функция возвращает значение типа строка, раба справа страна ставка",  # noqa: RUF001
    "zh": "函数返回一个字符串类型的值，如果失败则返回空。请注意参数的顺序和类型",  # noqa: RUF001
    "ja": "関数は文字列を返します。テスト用データ、カタカナのコメントです",
    "ko": "함수는 문자열을 반환합니다. 실패하면 빈 값을 돌려줍니다",
    "el": "Η συνάρτηση επιστρέφει μια συμβολοσειρά",  # noqa: RUF001
    "fr": "Cette fonction renvoie une chaîne déjà traitée, où que ça soit",
    "th": "ฟังก์ชันส่งคืนสตริง",
    "emoji": "done 🎉 – “quoted”",  # noqa: RUF001
}


@pytest.mark.parametrize("text", COMMENTS.values(), ids=COMMENTS)
@pytest.mark.parametrize("bad", [b"\xfd", b"\xe9", b"\xc3", b"\xe2\x80", b"\x93"])
def test_bytes_that_spoil_utf8_are_replaced_and_the_rest_stays(text, bad):
    for place in (f"# {text}\n@\n", f"x = 1  # {text}@{text}\n", f"@ {text} {text}@"):
        parts = place.encode().split(b"@")
        assert encoding.decode(bad.join(parts)) == encoding.Decoded(
            "\ufffd".encode().join(parts), encoding.REPLACED
        )


def test_a_letter_cut_off_at_the_end_is_replaced():
    whole = COMMENTS["ja"].encode()
    assert encoding.decode(whole[:-1]) == encoding.Decoded(
        whole[:-3] + "\ufffd".encode(), encoding.REPLACED
    )


def test_a_mark_does_not_hide_a_byte_that_spoils_utf8():
    data = b"\xef\xbb\xbf# d\xc3\xa9j\xc3\xa0 \xfd\n"
    assert encoding.decode(data).text == "# déjà \ufffd\n".encode()


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("ru", "cp1251 koi8-r"),
        ("zh", "gb18030"),
        ("ja", "shift_jis"),
        ("ko", "cp949"),
        ("fr", "cp1252"),
    ],
)
def test_pages_of_other_encodings_are_not_taken_for_spoilt_utf8(name, codecs):
    for codec in codecs.split():
        data = f"# {COMMENTS[name]}\n".encode(codec)
        assert encoding.decode(data).text == f"# {COMMENTS[name]}\n".encode()


def test_a_page_in_two_encodings_is_undecodable():
    russian = COMMENTS["ru"]
    assert encoding.decode(russian.encode() + russian.encode("cp1251")).reason == "undecodable"


def test_what_a_file_declares_goes_before_spoilt_utf8():
    data = b"# -*- coding: latin-1 -*-\n# d\xc3\xa9j\xc3\xa0 \xfd\n"
    assert encoding.decode(data).encoding == "iso8859-1"


@pytest.mark.parametrize(
    ("comment", "codec"),
    [
        ("入力された値を検査する", "euc-jp"),
        ("キャッシュを空にする", "euc-jp"),
        ("接続が切れたときの処理です", "euc-jp"),
        ("初始化网络连接并设置超时", "gb18030"),
        ("如果文件不存在则新建一个", "gb18030"),
        ("파일이 없으면 새로 만든다", "euc-kr"),
        ("연결이 끊어졌을 때의 처리", "euc-kr"),
        ("如果檔案不存在就建立一個新的", "big5"),
        ("大小不分取中間的日月", "big5"),
    ],
)
def test_one_short_comment_of_east_asia_is_read_in_its_encoding(comment, codec):
    text = f"/* {comment} */\nint level(int a) {{ return a; }}\n"
    assert encoding.decode(text.encode(codec)).text == text.encode()


@pytest.mark.parametrize("codec", ["euc_jp", "shift_jis", "gb18030"])
def test_an_east_asian_declaration_goes_before_two_bytes_that_are_utf8_by_chance(codec):
    word = {"euc_jp": "潮", "shift_jis": "ﾄｱ", "gb18030": "默"}[codec]
    head = f"# -*- coding: {codec} -*-\n# "
    data = (head + word).encode(codec)
    assert data.decode("utf-8")
    assert encoding.decode(data) == encoding.Decoded((head + word).encode(), codec)
    assert encoding.decode((head + "größer 潮").encode()).encoding == "utf-8"


def test_surrogates_of_three_bytes_each_are_one_character():
    data = "größer ".encode() + b"\xed\xa0\xbd\xed\xb8\x80 \xc3\xa9\n"
    assert encoding.decode(data) == encoding.Decoded("größer 😀 é\n".encode(), "cesu-8")
    assert encoding.decode(data + b"\xff" + "ööö".encode() * 9).encoding == encoding.REPLACED
