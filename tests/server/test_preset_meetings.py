"""Every preset, held from its opening to its closing by somebody who presses nothing but *Next*."""

import pytest

from rooms import commands as c
from rooms.bounds import KEEPER_SECONDS, SAFE_SECONDS
from rooms.circle import Circle, Stage, keeper
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.formats import LEAST_SHARE_SECONDS, Format
from rooms.ids import Instant
from rooms.planning import advice
from rooms.refusals import Refusal
from rooms.seat import Presence, Role
from rooms.views import Audience, view_for
from server.presets import presets
from tests.rooms.beginner import BEGAN, DEV, KIM, Run, longest, opened, run

FORMATS = {id: preset.format for id, preset in presets().items()}


def sizes(format: Format) -> list[int]:
    """The least, the middle and the most people of its range, and of its longer ranges the most."""
    least, most = format.people_least, format.people_most
    return sorted({least, (least + most) // 2, most, *(more.people for more in format.longer)})


MEETINGS = [(id, people) for id, format in FORMATS.items() for people in sizes(format)]


@pytest.mark.parametrize(("id", "people"), MEETINGS)
def test_next_alone_carries_it_to_its_closing_in_time(id: str, people: int) -> None:
    format = longest(FORMATS[id], people)
    meeting = run(format, people)
    planned = [phase for phase in format.phases if not phase.beyond]
    beyond = sum(phase.minutes for phase in format.phases if phase.beyond)
    assert meeting.phases == [phase.id for phase in format.phases]
    assert abs((meeting.now - BEGAN) / 60 - format.minutes - beyond) <= 2
    assert meeting.left_unheard == []
    for phase in planned:
        if phase.order is not None and phase.order.value in ("round", "draw", "tag", "equal_slots"):
            unheard = {f"m{n}" for n in range(people)} - meeting.heard.get(phase.id, set())
            assert not unheard, f"{phase.id}: {unheard}"
    assert meeting.shortest >= min(LEAST_SHARE_SECONDS, *(phase.share_seconds for phase in planned if phase.order is not None))


@pytest.mark.parametrize("id", FORMATS)
def test_one_more_than_fits_is_told_what_to_drop(id: str) -> None:
    format = FORMATS[id]
    most = max([format.people_most, *(more.people for more in format.longer)])
    fits, over = opened(format, format.people_most), opened(longest(format, most), most + 1)
    assert "advice" not in view_for(fits, Audience.FACILITATORS)
    assert view_for(over, Audience.FACILITATORS)["advice"]
    assert "advice" not in view_for(over, Audience.MEMBERS)
    told = advice(format, max(format.minutes, *(more.minutes for more in format.longer)) if format.longer else format.minutes, most + 1)
    assert told.split or told.rounds or told.minutes


# ---------------------------------------------------------------------------------------------------- the keeper is killed


def attended_or_safe(circle: Circle, now: Instant) -> None:
    """Never two keepers, never neither keeper nor safe mode."""
    keepers = [seat for seat in circle.seats.values() if seat.role is Role.FACILITATOR and seat.standing.value == "seated"]
    assert len(keepers) <= 1
    if circle.stage in (Stage.GATHERING, Stage.ENDED) or circle.safe_since is not None:
        return
    keeps = keeper(circle)
    assert keeps is not None, "nobody keeps it, and it is not in safe mode"
    assert keeps.presence is Presence.PRESENT or now - keeps.since <= KEEPER_SECONDS


def pass_time(circle: Circle, now: Instant, until: Instant) -> Circle:
    """Every deadline until then, each checked, and once a second besides."""
    while now < until:
        due = next_deadline(circle)
        now = min(until, Instant(now + 1.0), due if due is not None and due > now else until)
        circle = asked(circle, c.LetTimePass(), now) if due is not None and due <= now else circle
        attended_or_safe(circle, now)
    return circle


def asked(circle: Circle, command: c.Command, now: Instant) -> Circle:
    decision = decide(circle, command, now)
    assert not isinstance(decision, Refusal), f"{command}: {decision}"
    after = evolve_all(circle, decision)
    attended_or_safe(after, now)
    return after


def moments(format: Format) -> list[tuple[str, Circle, Instant]]:
    """One state of each phase with nobody holding the piece, and one in the middle of a share or an offer."""
    found: dict[tuple[str, str], tuple[str, Circle, Instant]] = {}

    def look(meeting: Run) -> None:
        phase = format.phases[meeting.circle.phase].id
        turn = meeting.circle.turn
        key = (phase, "nobody" if turn is None else turn.state.value)
        found.setdefault(key, (phase, meeting.circle, meeting.now))

    run(format, format.people_least, look=look)
    return list(found.values())


@pytest.mark.parametrize("id", FORMATS)
@pytest.mark.parametrize("lost", [c.MarkAway(seat=KIM), c.Leave(by=KIM)])
def test_a_deputy_keeps_it_when_the_keeper_is_lost_in_any_phase(id: str, lost: c.Command) -> None:
    for phase, circle, now in moments(FORMATS[id]):
        after = pass_time(asked(circle, lost, now), now, Instant(now + 60))
        keeps = keeper(after)
        assert keeps is not None, phase
        assert (keeps.id, after.safe_since) == (DEV, None), phase


@pytest.mark.parametrize("id", FORMATS)
@pytest.mark.parametrize("lost", [c.MarkAway(seat=KIM), c.Leave(by=KIM)])
def test_without_a_deputy_it_is_in_safe_mode_and_closed_in_order(id: str, lost: c.Command) -> None:
    for phase, circle, now in moments(FORMATS[id]):
        alone = asked(circle, c.MarkAway(seat=DEV), now)
        safe = pass_time(asked(alone, lost, now), now, Instant(now + 60))
        assert safe.safe_since is not None, phase
        assert safe.turn is None or safe.turn.state.value != "offered"
        ended = pass_time(safe, Instant(now + 60), Instant(now + 60 + SAFE_SECONDS + KEEPER_SECONDS))
        assert ended.stage is Stage.ENDED, phase


@pytest.mark.parametrize("id", FORMATS)
def test_who_comes_back_keeps_it_again_by_their_own_tap_alone(id: str) -> None:
    for _, circle, now in moments(FORMATS[id]):
        lost = asked(asked(circle, c.MarkAway(seat=DEV), now), c.MarkAway(seat=KIM), now)
        safe = pass_time(lost, now, Instant(now + 30))
        came = asked(safe, c.Return(token=safe.seats[KIM].token, next=safe.seats[KIM].token), Instant(now + 31))
        assert came.safe_since is not None
        kept = asked(came, c.Keep(by=KIM), Instant(now + 32))
        keeps = keeper(kept)
        assert keeps is not None
        assert (keeps.id, kept.safe_since) == (KIM, None)
