"""Every sentence that a screen can say is there, in every language, with the same blanks to fill, and none is there for nothing."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from moderation.policy import Denial
from rooms.refusals import Reason

LANGUAGES = ("en", "hi", "mr")

LITERAL = re.compile(r"""["'`]([a-z]+(?:\.[a-z0-9_-]+)+)["'`]""")
IMPORTED = re.compile(r"""^(?:im|ex)port\s(?:[^"']*\sfrom\s)?["'](\.[^"']+)["'];""", re.MULTILINE)
SAID_IN_HTML = re.compile(r"\{\{\s*say\s+(\S+?)\s*\}\}")
BLANK = re.compile(r"\{(\w+)\}")

ON_THE_WAY = ("unavailable", "too-fast", "no-microphone")
"""Codes of the wire and of this device, beside those of rules and policy."""

CENTRES_REFUSALS = (
    "wrong-key", "too-many-tries", "unknown-format", "unavailable", "no-answer", "no-such-circle", "ended", "too-many-invitations", "other",
)  # fmt: skip
"""Codes of the API that a person can do something about, and one for the rest."""

TELLTALE = (
    "recover", "sober", "addict", "alumni", "clinic", "rehab", "support", "therap", "step", "relapse",
    "नशा", "व्यसन", "शराब", "दारू", "उपचार", "इलाज", "पुनर्वास", "केंद्र", "मुक्त",
)  # fmt: skip
"""On a phone that others read too."""

SOMEBODYS_PERIOD = re.compile(r"(?<!बोलण्या)ची (?:एक )?पाळी|पाळी (?:अजून )?(?:सुरू|मोकळी)")
"""The Marathi word for a turn is also that for menstruation: of a person it is said with *of speaking* before it, or not at all."""

MICROPHONES = ("denied", "none", "busy")
GOODBYES = ("ended", "left", "removed", "turned-away", "taken-over", "flood")

DEVANAGARI = re.compile(r"[\u0900-\u097f]")
LATIN = re.compile(r"[A-Za-z]{2,}")

LATIN_ON_PURPOSE = {
    "Circlekeeper", "JavaScript", "centre", "key", "Chrome", "Safari", "iPhone", "Shift", "https", "Allow", "Permissions", "Microphone", "Open", "in",
}  # fmt: skip
"""Names, and what the phone or the server itself shows in English."""

Words = dict[str, str | dict[str, str]]


def read(tree: Path, kind: str) -> dict[str, Words]:
    return {language: json.loads((tree / "static" / "words" / f"{kind}{language}.json").read_text("utf-8")) for language in LANGUAGES}


@pytest.fixture(scope="module")
def members(tree: Path) -> dict[str, Words]:
    """What everybody loads."""
    return read(tree, "")


@pytest.fixture(scope="module")
def words(tree: Path, members: dict[str, Words]) -> dict[str, Words]:
    """With what is loaded apart: by those who run the meeting, and when it is needed."""
    console, aside = read(tree, "console."), read(tree, "aside.")
    return {language: members[language] | console[language] | aside[language] for language in LANGUAGES}


@pytest.fixture(scope="module")
def of_opening(tree: Path) -> dict[str, Words]:
    """The words of the page that opens circles, a list of their own: no member loads them."""
    return {language: json.loads((tree / "static" / "words" / f"open.{language}.json").read_text("utf-8")) for language in LANGUAGES}


@pytest.fixture(scope="module", params=["circle", "opening"])
def each_list(request: pytest.FixtureRequest, words: dict[str, Words], of_opening: dict[str, Words]) -> dict[str, Words]:
    return words if request.param == "circle" else of_opening


@pytest.fixture(scope="module")
def said(tree: Path) -> set[str]:
    """Keys that the pages ask for by name."""
    static = tree / "static"
    scripts = [path for folder in (".", "elements", "pages", "story") for path in (static / folder).glob("*.js")]
    html = {key for path in (static / "pages").glob("*.html") for key in SAID_IN_HTML.findall(path.read_text("utf-8"))}
    return literals(scripts) | html


def literals(scripts: Iterable[Path]) -> set[str]:
    return {key for path in scripts for key in LITERAL.findall(path.read_text("utf-8")) if not key.endswith((".js", ".json", ".css"))}


def loaded(script: Path, found: set[Path]) -> set[Path]:
    """The script and what it imports at once, of ours."""
    found.add(script)
    for path in IMPORTED.findall(script.read_text("utf-8")):
        imported = (script.parent / path).resolve()
        if imported not in found and "vendor" not in path:
            loaded(imported, found)
    return found


@pytest.fixture(scope="module")
def said_to_members(tree: Path) -> set[str]:
    pages = tree / "static" / "pages"
    scripts = loaded(pages / "member.js", set()) | loaded(pages / "landing.js", set())
    html = {key for path in pages.glob("*.html") for key in SAID_IN_HTML.findall(path.read_text("utf-8"))}
    return literals(scripts) | html


def composed(known: set[str]) -> set[str]:
    """Keys that are put together from a code or a state."""
    refusals = {f"refused.{code}" for code in (*Reason, *Denial, *ON_THE_WAY)}
    goodbyes = {f"bye.{code}{ending}" for code in GOODBYES for ending in ("", ".text")}
    hints = {key for key in known if key.startswith("status.") and key.endswith(".hint")}
    return refusals | goodbyes | hints | {f"mic.{state}" for state in MICROPHONES} | {"lead.mute.short", "lead.unmute.short"}


@pytest.mark.parametrize("kind", ["", "console.", "aside."], ids=["members", "console", "aside"])
def test_all_languages_have_the_same_keys(tree: Path, kind: str) -> None:
    found = read(tree, kind)
    for language in LANGUAGES:
        assert list(found[language]) == list(found["en"]), language


def test_no_word_is_loaded_twice(tree: Path, members: dict[str, Words]) -> None:
    console, aside = read(tree, "console.")["en"].keys(), read(tree, "aside.")["en"].keys()
    assert (members["en"].keys() & (console | aside)) | (console & aside) == set()


def test_the_opening_page_has_the_same_keys_in_all_languages(of_opening: dict[str, Words]) -> None:
    for language in LANGUAGES:
        assert of_opening[language].keys() == of_opening["en"].keys(), language


def test_all_languages_fill_the_same_blanks(each_list: dict[str, Words]) -> None:
    def blanks(sentence: str | dict[str, str]) -> list[set[str]]:
        forms = [sentence] if isinstance(sentence, str) else list(sentence.values())
        return [set(BLANK.findall(form)) for form in forms]

    for key, english in each_list["en"].items():
        wanted = blanks(english)[0]
        for language in LANGUAGES:
            assert all(found == wanted for found in blanks(each_list[language][key])), (language, key)


def test_every_word_that_is_said_is_there(words: dict[str, Words], said: set[str]) -> None:
    families = {key.split(".")[0] for key in words["en"]}
    meant = {key for key in said if key.split(".")[0] in families}
    assert meant | composed(set(words["en"])) <= words["en"].keys()


def test_no_word_is_carried_for_nothing(words: dict[str, Words], said: set[str]) -> None:
    assert words["en"].keys() - said - composed(set(words["en"])) == set()


def test_the_page_that_opens_circles_says_its_own_words_and_no_more(of_opening: dict[str, Words], said: set[str]) -> None:
    composed = {f"open.refused.{code}" for code in CENTRES_REFUSALS} | {"language.choose"}
    assert {key for key in said if key.startswith("open.") and not key.endswith((".js", ".json"))} | composed == of_opening["en"].keys()


def test_what_is_sent_round_says_nothing_of_what_it_is_for(of_opening: dict[str, Words]) -> None:
    for language in LANGUAGES:
        sent = f"{of_opening[language]['open.message.text']} {of_opening[language]['open.suggested']}".lower()
        assert [word for word in TELLTALE if word in sent] == []


def test_members_load_what_they_are_told_and_no_more(words: dict[str, Words], members: dict[str, Words], said_to_members: set[str]) -> None:
    """On the slowest line, while those who run the meeting load the rest apart."""
    assert (said_to_members & words["en"].keys()) - members["en"].keys() == set()
    assert members["en"].keys() - said_to_members - composed(set(members["en"])) == set()


def test_what_stands_apart_says_its_own_words_and_no_more(tree: Path, words: dict[str, Words], members: dict[str, Words]) -> None:
    """Of what a member loads; who runs the meeting has their own list, and does not need it for this."""
    apart = literals(loaded(tree / "static" / "pages" / "aside.js", set()))
    assert (apart & words["en"].keys()) - members["en"].keys() == read(tree, "aside.")["en"].keys()


def test_hints_belong_to_a_sentence(words: dict[str, Words]) -> None:
    hints = {key for key in words["en"] if key.startswith("status.") and key.endswith(".hint")}
    assert {key.removesuffix(".hint") for key in hints} - {"status.listener"} <= words["en"].keys()


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_no_english_is_left(each_list: dict[str, Words], language: str) -> None:
    for key, sentence in each_list[language].items():
        for form in [sentence] if isinstance(sentence, str) else sentence.values():
            assert DEVANAGARI.search(form), (key, form)
            assert set(LATIN.findall(BLANK.sub("", form))) <= LATIN_ON_PURPOSE, (key, form)


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_the_piece_is_never_called_a_piece(each_list: dict[str, Words], language: str) -> None:
    """Nor the circle a circle: the words would mean something else, or nothing."""
    everything = json.dumps(each_list[language], ensure_ascii=False)
    for word in ("पीस", "मासिक", "सूत्रधार", "सर्कल"):
        assert word not in everything


def test_nobodys_turn_to_speak_is_their_period(each_list: dict[str, Words], tree: Path) -> None:
    texts = {key: json.dumps(said, ensure_ascii=False) for key, said in each_list["mr"].items()}
    texts |= {path.name: path.read_text("utf-8") for path in (tree / "rooms" / "presets").glob("*.toml")}
    for place, text in texts.items():
        assert SOMEBODYS_PERIOD.findall(text.replace("बोलण्याची पाळी", "")) == [], place


def test_pseudonyms_are_as_many_in_every_language(tree: Path) -> None:
    lists = [json.loads((tree / "static" / "words" / f"names.{language}.json").read_text("utf-8")) for language in LANGUAGES]
    for names in lists:
        assert set(names) == {"pattern", "adjectives", "things"}
        assert [len(names["adjectives"]), len(names["things"])] == [128, 256]
        assert set(BLANK.findall(names["pattern"])) == {"adjective", "thing"}
        assert len(set(names["adjectives"])) == 128
        assert len(set(names["things"])) == 256
