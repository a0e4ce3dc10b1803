"""A preset's file: what may be in it, and every mistake is told with the path of its key."""

import pytest

from rooms.formats import Crosstalk, Language, Order, Range
from rooms.preset import PhaseWords, PresetError, faults_of, least_minutes, parse_preset

HEAD = """
id = "evening"
minutes = 60
people = [3, 9]
title.en = "Evening"
about.en = "An evening."
"""

OPENING = """
[[phases]]
id = "opening"
minutes = 5
title.en = "Opening"
"""

ROUND = """
[[phases]]
id = "round"
minutes = 55
order = "round"
share_seconds = 180
title.en = "Round"
prompts.en = ["How are you?", "And now?"]
"""

GOOD = HEAD + OPENING + ROUND


def where(text: str) -> list[str]:
    return [fault.where for fault in faults_of(text)]


def test_the_least_that_a_preset_may_say() -> None:
    preset = parse_preset(GOOD)
    opening, going_round = preset.format.phases
    assert (preset.format.id, preset.format.minutes, preset.format.people_least, preset.format.people_most) == ("evening", 60, 3, 9)
    assert (preset.format.offers_by_itself, preset.format.listeners, preset.format.deputy_required) == (True, False, False)
    assert (preset.format.opens_before_minutes, preset.format.closes_after_minutes, preset.format.longer) == (None, None, ())
    assert (opening.order, opening.minutes, opening.prompts) == (None, 5.0, 0)
    assert (going_round.order, going_round.share_seconds, going_round.crosstalk, going_round.prompts) == (Order.ROUND, 180.0, Crosstalk.NONE, 2)


def test_everything_that_a_preset_may_say() -> None:
    text = """
        id = "evening"
        minutes = 20
        people = [2, 3]
        longer = [[6, 30], [9, 45]]
        offers_by_itself = false
        deputy_required = true
        opens_before_minutes = 15
        closes_after_minutes = 0
        listeners = true
        title = { en = "Evening", mr = "संध्याकाळ" }
        [about]
        en = "An evening."
        [[phases]]
        id = "sit"
        minutes = 4.5
        silent = true
        bell = true
        call = true
        title.en = "Sit"
        [[phases]]
        id = "round"
        minutes = 12.5
        order = "draw"
        share_seconds = 120
        firm_after_seconds = 30
        crosstalk = "after_share"
        rounds = 2
        then = "least_heard"
        keeper_first = true
        title.en = "Round"
        script.en = '''
        First line.
        Second line.'''
        sentences.en = ["Thank you."]
        prompts = { en = ["How?"], hi = ["कैसे?"] }
        [[phases]]
        id = "chips"
        minutes = 3
        milestones = true
        applause = true
        title.en = "Chips"
        [[phases]]
        id = "after"
        minutes = 15
        order = "open"
        crosstalk = "open"
        beyond = true
        title.en = "After"
    """
    preset = parse_preset(text)
    sit, going_round, chips, after = preset.format.phases
    assert preset.format.longer == (Range(people=6, minutes=30), Range(people=9, minutes=45))
    assert (preset.format.offers_by_itself, preset.format.deputy_required, preset.format.listeners) == (False, True, True)
    assert (preset.format.opens_before_minutes, preset.format.closes_after_minutes) == (15, 0)
    assert (sit.silent, sit.bell, sit.call, sit.minutes) == (True, True, True, 4.5)
    assert (going_round.order, going_round.firm_after_seconds, going_round.crosstalk) == (Order.DRAW, 30.0, Crosstalk.AFTER_SHARE)
    assert (going_round.rounds, going_round.then, going_round.keeper_first, going_round.prompts) == (2, Order.LEAST_HEARD, True, 1)
    assert (chips.milestones, chips.applause, chips.order, after.beyond, after.order) == (True, True, None, True, Order.OPEN)
    assert preset.words[Language.ENGLISH].phases[1] == PhaseWords(
        title="Round", script="First line.\n        Second line.", sentences=("Thank you.",), prompts=("How?",)
    )


def test_what_one_language_lacks_is_in_english_else_in_whatever_there_is() -> None:
    text = GOOD.replace('title.en = "Evening"', 'title.en = "Evening"\ntitle.mr = "संध्याकाळ"').replace('about.en = "An', 'about.mr = "An')
    words = parse_preset(text).words
    assert [words[language].title for language in Language] == ["Evening", "Evening", "संध्याकाळ"]
    assert [words[language].about for language in Language] == ["An evening."] * 3
    assert words[Language.HINDI].phases[1].prompts == ("How are you?", "And now?")
    assert words[Language.HINDI].phases[0] == PhaseWords(title="Opening")


WRONG = [
    ('id = "evening"', "", "", "id is missing"),
    ('id = "evening"', 'id = "Evening 1"', "id", 'must be 1 to 40 lower-case letters, digits and underscores, a letter first, not "Evening 1"'),
    ("minutes = 60", "minutes = 4", "minutes", "must be a whole number from 5 to 720, not 4"),
    ("minutes = 60", "minutes = 60.5", "minutes", "must be a whole number from 5 to 720, not 60.5"),
    ("minutes = 60", "minutes = true", "minutes", "must be a whole number from 5 to 720, not true"),
    ("minutes = 60", "minutes = 61", "minutes", "must be 60, the sum of its phases, not 61"),
    ("[3, 9]", "9", "people", "must be [fewest, most], two whole numbers from 1 to 500, not 9"),
    ("[3, 9]", "[3, 501]", "people", "must be [fewest, most], two whole numbers from 1 to 500, not [3, 501]"),
    ("[3, 9]", "[true, 9]", "people", "must be [fewest, most], two whole numbers from 1 to 500"),
    ("[3, 9]", "[9, 3]", "people", "must name the fewest first: [3, 9]"),
    ("[3, 9]", "[3, 60]", "phases[2].minutes", "must be 71.80 or more, so that each of 60 people gets 60 s"),
    ("[3, 9]", "[3, 9]\nlonger = [[9, 90]]", "longer", "must go up: [9, 90] comes after 9 people in 60 minutes"),
    ("[3, 9]", "[3, 9]\nlonger = [[12, 90], [14, 80]]", "longer", "must go up: [14, 80] comes after 12 people in 90 minutes"),
    ("[3, 9]", "[3, 9]\nlonger = [12, 90]", "longer", "must be a list of [people, minutes]"),
    ("[3, 9]", '[3, 9]\nlisteners = "yes"', "listeners", 'must be true or false, not "yes"'),
    ("[3, 9]", "[3, 9]\ncloses_after_minutes = -1", "closes_after_minutes", "must be a whole number from 0 to 720, not -1"),
    ("[3, 9]", "[3, 9]\ncolour = 1", "colour", "is no key of a preset; here are "),
    ("[3, 9]", "[3, 9]\nlistener = true", "listener", "is no key of a preset; is it listeners?"),
    ('title.en = "Evening"', "", "", "title is missing"),
    ('title.en = "Evening"', 'title = "Evening"', "title", "must have a text for a language, such as title.en = …"),
    ('title.en = "Evening"', 'title.fr = "Soir"', "title.fr", "is no language: en, hi, mr"),
    ('title.en = "Evening"', 'title.en = " "', "title.en", "must be a text of 1 to 60 characters, not 0"),
    ('title.en = "Evening"', f'title.en = "{"x" * 61}"', "title.en", "must be a text of 1 to 60 characters, not 61"),
    ('title.en = "Evening"', 'title.en = "a\\nb"', "title.en", "must not contain the control character U+000A"),
    ('title.en = "Evening"', 'title.en = "a\\u202Eb"', "title.en", "must not contain the control character U+202E"),
    (GOOD, HEAD, "", "phases is missing"),
    (GOOD, HEAD + "phases = []", "phases", "must be 1 to 24 tables, each begun by [[phases]]"),
    (GOOD, HEAD + '[phases]\nid = "x"', "phases", "must be 1 to 24 tables, each begun by [[phases]]"),
    ('id = "round"', "", "phases[2]", "id is missing"),
    ('id = "round"', 'id = "opening"', "phases[2].id", 'must be used once: "opening" is the id of phase 1 too'),
    ("minutes = 55", "minutes = 0.4", "phases[2].minutes", "must be a number from 0.5 to 240, not 0.4"),
    ("minutes = 55", "minutes = nan", "phases[2].minutes", "must be a number from 0.5 to 240, not nan"),
    ("= 180", "= 19", "phases[2].share_seconds", "must be a number from 20 to 3600, not 19"),
    ("= 180", "= 3601", "phases[2].share_seconds", "must be a number from 20 to 3600, not 3601"),
    ("= 180", '= "three minutes"', "phases[2].share_seconds", 'must be a number from 20 to 3600, not "three minutes"'),
    ("= 180", "= 180\nfirm_after_seconds = 601", "phases[2].firm_after_seconds", "must be a number from 0 to 600, not 601"),
    ("= 180", "= 180\nrounds = 11", "phases[2].rounds", "must be a whole number from 1 to 10, not 11"),
    ("= 180", '= 180\ncrosstalk = "some"', "phases[2].crosstalk", 'must be one of none, after_share, open, not "some"'),
    ("= 180", "= 180\nsilent = true", "phases[2].silent", "cannot be true where there is an order"),
    ('"round"\nshare', '"rounds"\nshare', "phases[2].order", "must be one of round, hands, least_heard, tag, draw"),
    ('"round"\nshare', '"hands"\nrounds = 2\nshare', "phases[2].rounds", "needs an order that goes round (round, tag, draw, equal_slots), not hands"),
    ("= 180", '= 180\nthen = "round"', "phases[2].then", "must be an order by hands (hands, least_heard, chair_picks, open), not round"),
    ("= 5\n", '= 5\nthen = "open"\n', "phases[1].then", "needs an order: without one"),
    ("= 5\n", "= 5\nrounds = 2\n", "phases[1].rounds", "needs an order: without one nobody is offered to share in this phase"),
    ("= 5\n", "= 5\nbeyond = true\n", "phases[2]", "comes after a phase with beyond = true, so it must have it too"),
    ('prompts.en = ["How are you?", "And now?"]', "prompts.en = []", "phases[2].prompts.en", "must be a list of 1 to 12 texts"),
    ('prompts.en = ["How are you?", "And now?"]', 'prompts.en = "How?"', "phases[2].prompts.en", "must be a list of 1 to 12 texts"),
    ('And now?"]', 'And now?"]\nprompts.hi = ["कैसे?"]', "phases[2].prompts", "must have as many texts in each language, not 2 in en, 1 in hi"),
    ('"And now?"', "3", "phases[2].prompts.en", "must be a text of 1 to 240 characters"),
    (GOOD, "id =\n", "", "Invalid value (at line 1, column 5)"),
    (GOOD, "id = 1\nid = 2\n", "", "Cannot overwrite a value (at line 2, column 7)"),
]
"""What of GOOD is written in another way, the path that is told, and how its message begins."""


@pytest.mark.parametrize(("old", "new", "path", "said"), WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_told_with_its_key(old: str, new: str, path: str, said: str) -> None:
    wrong = GOOD.replace(old, new)
    assert wrong != GOOD
    with pytest.raises(PresetError) as told:
        parse_preset(wrong)
    assert (told.value.where, told.value.message[: len(said)]) == (path, said)
    assert str(told.value) == (f"{path}: {told.value.message}" if path else told.value.message)
    assert "\n" not in str(told.value)


def test_all_mistakes_are_told_at_once_and_what_follows_from_them_is_not() -> None:
    assert faults_of(GOOD) == ()
    assert where(GOOD.replace("= 180", "= 1").replace("minutes = 5\n", "minutes = 500\n").replace("[3, 9]", "[0, 9]")) == [
        "people", "phases[1].minutes", "phases[2].share_seconds",
    ]  # fmt: skip


def test_joiners_are_part_of_the_script_and_kept() -> None:
    assert parse_preset(GOOD.replace("Evening", "र\u200dय क्\u200cष")).words[Language.ENGLISH].title == "र\u200dय क्\u200cष"


def test_what_is_beyond_the_end_counts_for_no_sum() -> None:
    after = '[[phases]]\nid = "after"\nminutes = 15\norder = "round"\nbeyond = true\ntitle.en = "After"'
    assert faults_of(GOOD + after) == ()
    assert where(GOOD + after.replace("beyond = true", "")) == ["minutes"]


def test_thirds_of_a_minute_have_no_exact_sum() -> None:
    thirds = "".join(OPENING.replace('"opening"', f'"step_{number}"').replace("minutes = 5", "minutes = 1.6667") for number in range(3))
    assert faults_of(HEAD + thirds + ROUND) == ()


def test_the_least_a_round_takes() -> None:
    """Eleven people at a minute each, and the piece moves on ten times."""
    phase = parse_preset(GOOD.replace("= 180", "= 60")).format.phases[1]
    assert least_minutes(phase, 11) == 13.0
