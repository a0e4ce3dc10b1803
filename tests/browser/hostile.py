"""Names and shares that somebody might type to break a page, or to make it say something else: made from parts, the same in every run."""

import itertools
from collections.abc import Iterator

MARKUP = (
    "<script>ran=1</script>", "<img src=x onerror=ran=1>", "<svg onload=ran=1>", "<b onclick=ran=1>b", "<iframe src=/canary>",
    "<a href=//canary.test>a", "<base href=//canary>", "<link rel=x href=/canary>", "<style>*{all:unset}", "<form><button>", "<h1>H",
    "<dialog open>", "<plaintext>", "<xmp>", "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<%=7*7%>", "</title>", "</textarea>", "</script>",
    "</p></div>", "<object data=/canary>", "<embed src=/canary>", "<meta http-equiv=refresh>", "<math><mi>", "<details open>", "<input autofocus>",
    "<video src=/canary>", "<body onload=ran=1>", "<svg><use href=/canary>", "&lt;img&gt;", "&#60;script&#62;", "&amp;amp;", "&#x202e;", "&nbsp;",
    "&", "<", ">", "<>", "< >", "<3",
)  # fmt: skip
ATTRIBUTES = (
    '"', "'", "`", '">', "'>", "=", '" onfocus=ran=1 x="', "' style='x", "\\", "\\\\", '\\"', "/", "*/", "//", "#", "?", "%00", "%3Cscript%3E",
    "\\x3c", "\\u003c",
)  # fmt: skip
ADDRESSES = (
    "javascript:ran=1", "JaVaScRiPt:ran=1", "data:text/html,<script>", "vbscript:x", "//canary.test", "https://canary.test/", "http://[::1]/",
    "blob:x", "mailto:a@b.c", "tel:112", "file:///etc/passwd", "www.canary.test", "canary.test", "@everyone", "../../etc/passwd", "/api/circles",
    "#ABCD2345.secret",
)  # fmt: skip
TEMPLATES = (
    "{name}", "{{name}}", "{n}", "{t}", "${ran=1}", "${{7*7}}", "#{7*7}", "$&", "$`", "$'", "$1", "$$", "%s", "%n%n", "%(name)s", "{0}", "{}", "{{",
    "}}", "<%", "%>", "[[x]]", "*ngIf", "v-html", "@if(1)", "{{constructor}}", "`;ran=1;`", "');ran=1;//", "__proto__", "constructor", "toString",
    "hasOwnProperty", "prototype", "null", "undefined", "NaN", "true", "false", "0", "-1", "1e999", "[object Object]", "';DROP TABLE a;--",
    "1 OR 1=1", "Set-Cookie: a=b", "circle.you", "me", "s2",
)  # fmt: skip
STYLES = (
    "}*{display:none}", "url(/canary)", "expression(ran=1)", "@import'/canary'", "var(--ink)", "!important", "position:fixed", "</style>",
    "content:attr(x)", "\\000041",
)  # fmt: skip
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = (
    "\u200b\u200c\u200d\u2060\u2061\u2064\ufeff\u00ad\u034f\u115f\u1160\u17b4\u180e\u3164"
    "\uffa0\u2800\ufe0f\ufe0e\U000e0001\U000e0061\U000e0100\ufff9\ufffb\ue000\ufdd0"
)
MARKS = "\u0300\u0316\u0334\u0338\u0488\u0489\u05bf\u0610\u064b\u0901\u0e47\u0f71\u1ab0\u20d0\u20dd\u20e3\ufe20"
LETTERS = ("a", "W", "क", "ळ", "ع", "ש", "漢", "ก")
FAMILIES = ("👨‍👩‍👧‍👦", "👩🏾‍❤️‍💋‍👩🏻", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "🇮🇳", "👍🏿", "1️⃣", "🧑🏽‍🦽‍➡️", "❤️", "🫱🏻‍🫲🏿", "☠", "🄰", "㍿", "Ⓐ", "𝕬", "ﷺ")
WIDE = (
    "W", "﷽", "𒐫", "⸻", "꧅", "—", "MW", "क्ष्म्य", "ञ्ज्ञ", "ௌ", "ᠠ", "ဪ", "i", "l", ".", "_", "-", "/", "…", "国", "Ａ", "\u00a0", "\u3000", "ー",
    "़क",
)  # fmt: skip
RIGHT_TO_LEFT = ("שלום", "مرحبا", "ܫܠܡܐ", "اردو میں نام", "עברית and English", "abc עברית 123", "١٢٣", "(عربي)", "ﻻ", "ހިނދު", "שלום!", "א1ב2ג3")
WORDS = ("Asha", "आशा", "Calm River", "शांत नदी")


def _everything() -> Iterator[str]:
    plain = (*MARKUP, *ATTRIBUTES, *ADDRESSES, *TEMPLATES, *STYLES, *RIGHT_TO_LEFT, *FAMILIES)
    yield from plain
    for part, word in itertools.product((*MARKUP, *ATTRIBUTES, *TEMPLATES, *STYLES), WORDS[:2]):
        yield f"{word}{part}"
        yield f"{part}{word}"
    for control, word in itertools.product((*CONTROLS, *INVISIBLE), WORDS):
        yield f"{word[:2]}{control}{word[2:]}"
        yield f"{control}{word}"
    for sign in map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xD800, 0xDFFF, 0xFFFE, 0x10FFFF)):
        yield f"As{sign}ha"
        yield f"Asha{sign}"
    for letter, mark, many in itertools.product(LETTERS, MARKS, (1, 4, 5, 24)):
        yield letter + mark * many
    for wide, many in itertools.product((*WIDE, *FAMILIES), (1, 6, 23, 24, 25, 48)):
        yield wide * many
    for right, left in itertools.product(RIGHT_TO_LEFT, WORDS):
        yield f"{right} {left}"
        yield f"{left}{right}"
    yield from ("", " ", "\n\n\n", "   Asha   ", "\n".join("x" * 60), "(" * 24)
    yield from ("a" * 200, "a" * 5000, "क " * 900, "x" * 2000, "<p>" * 600, "\u0301" * 50)


HOSTILE = tuple(dict.fromkeys(_everything()))
