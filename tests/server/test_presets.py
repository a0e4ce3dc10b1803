"""The shipped formats keep what their practices ask for, in three whole languages; a centre's own are read with them or end the start."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import pytest

from rooms.formats import EVERYBODYS, LEAST_SHARE_SECONDS, Crosstalk, Format, Language, Order, Phase
from rooms.preset import least_minutes, parse_preset
from server.presets import presets, shipped, with_own
from server.settings import WrongSetting

NONE, AFTER, OPEN = Crosstalk.NONE, Crosstalk.AFTER_SHARE, Crosstalk.OPEN
ROUND, HANDS, PICKS = Order.ROUND, Order.HANDS, Order.CHAIR_PICKS

TABLE: dict[str, tuple[int, tuple[int, int], list[tuple[str, float, Order | None, float, Crosstalk]]]] = {
    "circle": (90, (3, 8), [
        ("opening", 5, None, 0, NONE), ("agreement", 3, None, 0, NONE), ("check_in", 14, ROUND, 90, NONE), ("rounds", 55, ROUND, 180, NONE),
        ("closing_round", 10, ROUND, 60, NONE), ("closing", 3, None, 0, NONE),
    ]),
    "support_circle": (90, (4, 6), [
        ("opening_round", 10, ROUND, 90, NONE), ("agreement", 5, None, 0, NONE), ("shares", 60, Order.EQUAL_SLOTS, 900, AFTER),
        ("closing_round", 15, ROUND, 120, NONE),
    ]),
    "step_discussion": (60, (2, 30), [
        ("silence", 1, None, 0, NONE), ("opening", 2, None, 0, NONE), ("readings", 6, None, 0, NONE), ("milestones", 5, None, 0, NONE),
        ("lead", 4, PICKS, 240, NONE), ("sharing", 37, HANDS, 180, NONE), ("announcements", 3, None, 0, NONE), ("closing", 2, None, 0, NONE),
    ]),
    "step_speaker": (75, (2, 30), [
        ("opening", 5, None, 0, NONE), ("speaker", 30, PICKS, 1800, NONE), ("sharing", 32, HANDS, 180, NONE), ("milestones", 5, None, 0, NONE),
        ("closing", 3, None, 0, NONE),
    ]),
    "fellowship_sharing": (60, (3, 20), [
        ("readings", 7, None, 0, NONE), ("milestones", 5, None, 0, NONE), ("sharing", 45, ROUND, 240, NONE), ("closing", 3, None, 0, NONE),
    ]),
    "tools_meeting": (85, (3, 12), [
        ("welcome", 5, None, 0, NONE), ("check_in", 15, ROUND, 60, NONE), ("agenda", 3, None, 0, NONE), ("working_time", 47, HANDS, 300, OPEN),
        ("check_out", 15, ROUND, 60, NONE),
    ]),
    "hosted_meeting": (60, (3, 12), [
        ("welcome", 4, None, 0, NONE), ("check_in", 11.5, ROUND, 45, NONE), ("discussion", 14.5, HANDS, 120, NONE),
        ("activity", 8, None, 0, NONE), ("discussion_two", 13.5, HANDS, 120, NONE), ("check_out", 8.5, ROUND, 30, NONE),
    ]),
    "week_checkin": (60, (3, 10), [
        ("opening", 2, None, 0, NONE), ("week", 35, ROUND, 180, AFTER), ("free_talk", 22, Order.OPEN, 120, OPEN), ("applause", 1, None, 0, NONE),
    ]),
    "meditation": (60, (2, 20), [
        ("welcome", 3, None, 0, NONE), ("check_in", 14, ROUND, 30, NONE), ("sit", 15, None, 0, NONE), ("sharing", 25, HANDS, 240, NONE),
        ("closing", 3, None, 0, NONE),
    ]),
    **{f"{who}_circle": (60, (6, 10), [
        ("opening", 5, None, 0, NONE), ("topic_round", 30, ROUND, 180, NONE), ("open_talk", 20, Order.OPEN, 180, NONE), ("closing", 5, None, 0, NONE),
    ]) for who in ("women", "men")},
    "family_group": (60, (3, 12), [
        ("opening", 5, None, 0, NONE), ("newcomers", 5, HANDS, 60, NONE), ("topic", 3, None, 0, NONE), ("round", 44, ROUND, 180, NONE),
        ("closing", 3, None, 0, NONE),
    ]),
    "family_open_session": (80, (5, 40), [
        ("welcome", 8, None, 0, NONE), ("educator", 15, None, 0, NONE), ("member_share", 7, PICKS, 420, NONE),
        ("relative_share", 7, PICKS, 420, NONE), ("questions", 20, None, 0, NONE), ("closing", 23, ROUND, 20, NONE),
    ]),
    "community_morning": (45, (5, 40), [
        ("reading", 2, None, 0, NONE), ("concept", 5, None, 0, NONE), ("appreciations", 8, HANDS, 60, NONE), ("plans", 28, ROUND, 30, NONE),
        ("closing", 2, None, 0, NONE),
    ]),
    "alumni_checkin": (60, (6, 11), [
        ("welcome", 4, None, 0, NONE), ("check_in", 13, ROUND, 60, NONE), ("milestones", 6, None, 0, NONE), ("theme", 23.75, ROUND, 180, NONE),
        ("call", 1, None, 0, NONE), ("check_out", 10.25, ROUND, 45, NONE),
        ("closing", 2, None, 0, NONE), ("fellowship", 15, Order.OPEN, 120, OPEN),
    ]),
    "newcomer_welcome": (20, (2, 6), [
        ("welcome", 3, None, 0, NONE), ("how", 4, None, 0, NONE), ("try", 6, ROUND, 45, NONE), ("mentor", 5, Order.OPEN, 60, OPEN),
        ("closing", 2, None, 0, NONE),
    ]),
}  # fmt: skip
"""Minutes, people, and of each phase: minutes, order, what a share may take (0: nobody shares) and crosstalk."""

NOT_OURS = (
    "clean", "dirty", "addict", "alcoholic", "anonymous", "serenity", "higher power", "god", "twelve", "12 step",
    "सर्कल", "वर्तुळ", "मंडल", "पीस", "मासिक", "सूत्रधार", "राउंड", "राऊंड", "शेयर", "शेअर", "चेक-इन", "टोकन", "क्लीन", "स्वच्छ", "गंदा", "नशेड़ी",
    "व्यसनी", "दारुडा", "शराबी", "अनाम", "गुमनाम", "ईश्वर", "भगवान", "देवा",
    "मन की बात", "लॉटरी", "बैठक", "पुराने साथ", "जुन्या मित्र",
)  # fmt: skip
"""Labels, verdicts, names and readings of fellowships, faith; words that Hindi and Marathi do not translate; a politician's programme,
gambling, a drinking party, the friends one is told to leave.
"""

GENDERED = re.compile(r"आप [^।?]*(?:ते हैं|ती हैं|रहे हैं|रही हैं|ेंगे|ेंगी|आए हैं|गए हैं)|तुम्ही [^.?]*(?:ले आहात|ल्या आहात|ला आहात|णार आहात)")
"""Verbs that take somebody for a man or a woman when one speaks to them."""

REVEALED = re.compile(r"[A-Za-z]")


def card(id: str, phase: str) -> Any:
    return next(one for one in tomllib.loads(shipped(id))["phases"] if one["id"] == phase)


def forms() -> list[Format]:
    return [preset.format for preset in presets().values()]


def texts(table: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text of a file: the key it stands under, its language, the text."""
    if isinstance(table, list):
        for entry in cast(list[Any], table):
            yield from texts(entry, key)
    elif isinstance(table, dict):
        for name, value in cast(dict[str, Any], table).items():
            if name in set(Language):
                yield from ((key, name, text) for text in (cast(list[str], value) if isinstance(value, list) else [cast(str, value)]))
            else:
                yield from texts(value, name)


def test_every_format_of_the_table_is_shipped_and_no_other() -> None:
    assert set(presets()) == set(TABLE)


@pytest.mark.parametrize("id", TABLE)
def test_a_format_is_what_its_practice_says(id: str) -> None:
    form = presets()[id].format
    phases = [(one.id, one.minutes, one.order, one.share_seconds if one.order else 0, one.crosstalk) for one in form.phases]
    assert (form.minutes, (form.people_least, form.people_most), phases) == TABLE[id]
    assert form.minutes == pytest.approx(sum(one.minutes for one in form.phases if not one.beyond))


def test_what_only_some_formats_have() -> None:
    def having(key: str) -> set[tuple[str, str]]:
        return {(form.id, phase.id) for form in forms() for phase in form.phases if getattr(phase, key)}

    celebrating = {("alumni_checkin", "milestones"), *((id, "milestones") for id in ("step_discussion", "step_speaker", "fellowship_sharing"))}
    assert having("milestones") == celebrating
    assert having("applause") == celebrating | {("week_checkin", "applause")}
    assert having("silent") == {("step_discussion", "silence"), ("meditation", "sit"), ("alumni_checkin", "call")}
    assert having("bell") == {("meditation", "sit")}
    assert having("call") == {("alumni_checkin", "call")}
    assert having("beyond") == {("alumni_checkin", "fellowship")}
    assert having("keeper_first") == {("circle", id) for id in ("check_in", "rounds", "closing_round")}
    firm = {(form.id, phase.id): phase.firm_after_seconds for form in forms() for phase in form.phases if phase.firm_after_seconds is not None}
    assert firm == {("step_discussion", "sharing"): 120.0, **{("alumni_checkin", id): 30.0 for id in ("check_in", "theme", "check_out")}}
    then = {(form.id, phase.id): phase.then for form in forms() for phase in form.phases if phase.then is not HANDS}
    assert then == {("alumni_checkin", "theme"): Order.LEAST_HEARD}
    assert {form.id for form in forms() if form.listeners} == {"family_open_session"}
    assert {form.id for form in forms() if form.deputy_required} == {"alumni_checkin", "week_checkin"}
    doors = {form.id: (form.opens_before_minutes, form.closes_after_minutes) for form in forms()}
    assert {id: door for id, door in doors.items() if door != (None, None)} == {"alumni_checkin": (15, 10), "support_circle": (None, 0)}
    assert {form.id: [(more.people, more.minutes) for more in form.longer] for form in forms() if form.longer} == {"alumni_checkin": [(15, 90)]}
    assert all(form.offers_by_itself for form in forms())


@pytest.mark.parametrize("id", TABLE)
def test_everybody_who_fits_gets_their_least(id: str) -> None:
    """A minute, or the share's own limit; where a share has two minutes or more, close to two for the largest number."""
    form = presets()[id].format
    for phase in form.phases:
        if phase.order in EVERYBODYS and not phase.beyond:
            assert least_minutes(phase, form.people_most) <= phase.minutes + 0.01
            if phase.share_seconds > LEAST_SHARE_SECONDS:
                each = (60 * phase.minutes - 12 * (form.people_most - 1)) / form.people_most
                assert each >= min(phase.share_seconds, 118) - 1e-9, (phase.id, each)


@pytest.mark.parametrize("id", TABLE)
def test_every_card_speaks_three_languages(id: str) -> None:
    table = tomllib.loads(shipped(id))
    spoken: list[dict[str, Any]] = [table["title"], table["about"]]
    for phase in table["phases"]:
        spoken += [phase[key] for key in ("title", "script", "sentences", "prompts") if key in phase]
        assert "script" in phase, phase["id"]
        assert ("prompts" in phase) == (phase.get("order") in {"round", "hands", "equal_slots"} and phase["id"] != "newcomers") or phase["id"] in {
            "mentor", "member_share", "relative_share",
        }, phase["id"]  # fmt: skip
    for words in spoken:
        assert list(words) == list(Language)
        assert len({len(cast(list[str], text)) for text in words.values() if isinstance(text, list)}) <= 1
    for key, language, text in texts(table):
        assert text.strip(), key
        assert REVEALED.search(text) is None or language == "en", text
        assert (language == "en") == (re.search("[\u0900-\u097f]", text) is None), text
        assert ("।" in text) <= (language == "hi"), text
        if key == "script":
            assert 1 <= len(re.findall(r"[.।?](?:\s|$)", text)) <= 9, text
            assert len(text) <= 420, text


@pytest.mark.parametrize("id", TABLE)
def test_the_words_are_kind_plain_and_nobodys_else(id: str) -> None:
    for key, _, text in texts(tomllib.loads(shipped(id))):
        said = text.lower()
        found = [word for word in NOT_OURS if (re.search(rf"\b{word}", said) if word.isascii() else word in said)]
        assert not found, (key, text)
        if key in ("prompts", "sentences", "title", "about"):
            assert GENDERED.search(text) is None, text


def test_the_three_sentences_of_a_host() -> None:
    said = [card("hosted_meeting", phase)["sentences"]["en"] for phase in ("check_in", "discussion", "discussion_two", "check_out")]
    assert (
        said
        == [
            [
                "Time to move on to the next person.",
                "That sounds like advice: could you say it from your own experience?",
                "That is not a topic for this meeting.",
            ]
        ]
        * 4
    )


# ----------------------------------------------------------------------------------------------------------- a centre's own

OWN = """
id = "evening"
minutes = 10
people = [2, 5]
title.mr = "संध्याकाळ"
about.mr = "एक संध्याकाळ."
[[phases]]
id = "round"
minutes = 10
order = "round"
title.mr = "फेरी"
prompts.mr = ["कसे आहात?"]
"""


def test_a_centres_own_stand_beside_the_shipped_ones_in_whatever_language_they_have(tmp_path: Path) -> None:
    (tmp_path / "evening.toml").write_text("\ufeff" + OWN.replace("\n", "\r\n"), "utf-8")
    (tmp_path / "notes.txt").write_text("not read")
    found = with_own(tmp_path)
    assert set(found) == set(presets()) | {"evening"}
    assert [found["evening"].words[language].phases[0].prompts for language in Language] == [("कसे आहात?",)] * 3
    assert with_own(None) is presets()


def test_the_same_id_replaces_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN.replace("evening", "circle"), "utf-8")
    found = with_own(tmp_path)
    assert set(found) == set(presets())
    assert found["circle"].format.minutes == 10


def test_a_wrong_file_ends_the_start_with_one_line(tmp_path: Path) -> None:
    def said() -> str:
        with pytest.raises(WrongSetting) as wrong:
            with_own(tmp_path / "own")
        assert "\n" not in str(wrong.value)
        return str(wrong.value)

    own = tmp_path / "own"
    assert said() == f"--formats {own} must be a folder with the centre's own formats: No such file or directory"
    own.mkdir()
    file = own / "a.toml"
    file.write_text(OWN.replace("minutes = 10\npeople", "minutes = 11\npeople"), "utf-8")
    assert said() == f"--formats: {file}:3: minutes: must be 10, the sum of its phases, not 11"
    file.write_text(OWN.replace("[2, 5]", "5").replace('"round"\ntitle', '"rounds"\ntitle'), "utf-8")
    assert said().endswith(f"not 5 (and 1 more: circlekeeper format check {file})")
    file.write_bytes(OWN.encode("utf-16"))
    assert said() == f"--formats: {file}: cannot be read: it is not UTF-8"
    file.write_text(OWN, "utf-8")
    (own / "b.toml").write_text(OWN, "utf-8")
    assert said() == f'--formats: {own / "b.toml"} and {file} have the same id "evening": one of them must have another'


def test_the_page_for_centres_names_every_key_and_its_example_is_fine(tree: Path) -> None:
    page = (tree / "docs" / "formats.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    assert parse_preset(example[1]).format.id == "evening"
    keys = [re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) for part in re.split(r"^## ", page, flags=re.MULTILINE)]
    of_file, of_phase = (found for found in keys if "id" in found)
    assert sorted(of_file) == sorted({one.name for one in fields(Format)} - {"people_least", "people_most"} | {"people", "title", "about"})
    assert sorted(of_phase) == sorted({one.name for one in fields(Phase)} | {"title", "script", "sentences"})
    assert len(presets()) == 16
    assert "ships sixteen" in page
