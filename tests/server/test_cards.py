"""Cards: everyone in the meeting reads what is asked; what to say and do is for who runs it."""

import json
from dataclasses import replace

import pytest

from rooms.formats import Language, Phase
from rooms.ids import CircleId
from rooms.seat import Role
from server.cards import KEPT_AT_MOST, Cards
from server.presets import presets
from tests.fakes import a_circle
from tests.member import Json, Member
from tests.server.house import FACILITATOR, LISTENER, MEMBER, House, leave, open_house

CODE = CircleId("ABCD2345")


async def open_alumni(house: House) -> None:
    circle = await house.open("BCDE2345")
    await house.circles.open(replace(circle, id=CODE, format=presets()["alumni_checkin"].format))


async def cards_of(member: Member, language: str) -> Json:
    answer = await member.ask("cards", {"language": language})
    assert answer["ok"], answer
    return answer["cards"]


async def test_members_read_the_questions_and_facilitators_the_script_too() -> None:
    async with open_house() as house:
        await open_alumni(house)
        kim, dev, anu, lis = [await house.joined(secret=secret) for secret in (FACILITATOR, FACILITATOR, MEMBER, LISTENER)]
        words = presets()["alumni_checkin"].words
        for language in Language:
            for_members = await cards_of(anu, language)
            assert (for_members["format"], for_members["title"]) == ("alumni_checkin", words[language].title)
            assert [card["id"] for card in for_members["phases"]] == [phase.id for phase in presets()["alumni_checkin"].format.phases]
            assert [tuple(card["prompts"]) for card in for_members["phases"]] == [card.prompts for card in words[language].phases]
            assert all(card.keys() == {"id", "title", "minutes", "prompts"} for card in for_members["phases"])
            assert await cards_of(lis, language) == for_members
            for_facilitators = await cards_of(kim, language)
            assert await cards_of(dev, language) == for_facilitators
            assert [card["script"] for card in for_facilitators["phases"]] == [card.script for card in words[language].phases]
            assert tuple(for_facilitators["phases"][0]["sentences"]) == words[language].phases[0].sentences
        await leave(kim, dev, anu, lis)


async def test_the_audience_follows_the_seat_as_it_is_now() -> None:
    async with open_house() as house:
        await open_alumni(house)
        anu = await house.joined()
        assert "script" not in (await cards_of(anu, "en"))["phases"][0]
        current = await house.circles.load(CODE)
        seats = {id: replace(seat, role=Role.DEPUTY) for id, seat in current.circle.seats.items()}
        await house.store.commit(current.version, replace(current.circle, seats=seats), None)
        await anu.until(lambda anu: anu.you["role"] == "deputy")
        assert "script" in (await cards_of(anu, "en"))["phases"][0]
        await leave(anu)


async def test_who_waits_in_the_lobby_reads_no_cards() -> None:
    async with open_house() as house:
        await open_alumni(house)
        wim = await house.joined(secret=None)
        assert await wim.ask("cards", {"language": "en"}) == {"ok": False, "code": "seated-only"}
        await leave(wim)


@pytest.mark.parametrize("arguments", [(), ({},), ({"language": "fr"},), ({"language": 1},), ({"language": "en", "format": "circle"},), ("en",)])
async def test_cards_are_asked_for_in_one_of_our_languages(arguments: tuple[object, ...]) -> None:
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        assert await anu.ask("cards", *arguments) == {"ok": False, "code": "bad-message"}
        await leave(anu)


async def test_nobody_without_a_seat_reads_cards() -> None:
    async with open_house() as house:
        stranger = house.member()
        await stranger.connect()
        assert await stranger.ask("cards", {"language": "en"}) == {"ok": False, "code": "not-joined"}
        await leave(stranger)


def test_a_circle_keeps_its_phases_when_its_format_is_another_after_a_restart() -> None:
    """Phases are found by their id; what the file of today does not know is called by its id."""
    circle = a_circle()
    phases = (Phase(id="closing", minutes=2.5), Phase(id="old_step", minutes=87.5))
    cards = Cards(presets()).of(replace(circle.format, phases=phases), Language.MARATHI, for_facilitators=False)
    assert json.loads(bytes(cards))["phases"] == [
        {"id": "closing", "title": "समारोप", "minutes": 2.5, "prompts": []},
        {"id": "old_step", "title": "Old step", "minutes": 87.5, "prompts": []},
    ]
    gone = Cards({}).of(circle.format, Language.HINDI, for_facilitators=True)
    sharing: list[Json] = [{"id": "sharing", "title": "Sharing", "minutes": 90, "prompts": []}]
    assert json.loads(bytes(gone)) == {"format": "circle", "title": "Circle", "about": "", "phases": sharing}


def test_cards_are_encoded_once_and_do_not_pile_up() -> None:
    cards, form = Cards(presets()), presets()["circle"].format
    other_door = replace(form, opens_before_minutes=5)
    assert cards.of(form, Language.HINDI, for_facilitators=True) is cards.of(other_door, Language.HINDI, for_facilitators=True)
    first = cards.of(form, Language.ENGLISH, for_facilitators=False)
    for number in range(KEPT_AT_MOST):
        cards.of(replace(form, id=f"own_{number}"), Language.ENGLISH, for_facilitators=False)
    again = cards.of(form, Language.ENGLISH, for_facilitators=False)
    assert again is not first
    assert bytes(again) == bytes(first)
