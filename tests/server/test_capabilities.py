"""What a link may do: its secret is not to be guessed or read back, it has one role, a personal one has one seat, and all end with the circle."""

import base64
from dataclasses import replace

import pytest

from rooms.circle import Circle
from rooms.commands import EndCircle, Join, Leave, LetTimePass, Remove, Return
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.formats import Language
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Reason, Refusal
from rooms.seat import Names, Role, Standing
from rooms.views import Audience, audience_of, view_for
from server.clock import Chance
from server.opening import Opening, invitations, opened
from server.presets import presets
from server.store.snapshot import encode
from tests.fakes import EVENING
from tests.rooms.words import after, answered, given

NEW = SeatId("new")


def joining(link: str | None, nonce: str = "nonce-new", at: int = 3) -> Join:
    hashed = None if link is None else SecretHash(link)
    name = Pseudonym(adjective=100, thing=at % 256)
    return Join(seat=NEW, at=at, link=hashed, nonce=Nonce(nonce), name=name, token=SecretHash(f"token-of-{nonce}"), called="Noor")


def test_every_secret_has_128_bits_and_none_is_kept() -> None:
    chance, seen = Chance(), set[str]()
    for preset in presets().values():
        opening = Opening(
            title="Evening circle", format=preset.format, language=Language.ENGLISH, minutes=60, lobby=True, starts_at=EVENING,
            names=Names.PSEUDONYMS, people_most=12,
        )  # fmt: skip
        made = opened(opening, chance, "https://circle.example")
        secrets = [link.rpartition(".")[2] for link in made.links.values()]
        links, personal = invitations(30, made.circle.id, opening.language, chance, "https://circle.example")
        secrets += [link.rpartition(".")[2] for link in personal]
        kept = encode(replace(made.circle, links=(*made.circle.links, *links))).decode()
        assert {link.role for link in made.circle.links} == {Role(role) for role in made.links}
        assert (Role.LISTENER in {link.role for link in made.circle.links}) == preset.format.listeners, "only where the format declares it"
        for secret in secrets:
            assert len(base64.urlsafe_b64decode(secret + "==")) * 8 >= 128
            assert secret not in kept
            assert secret not in repr(made)
        assert seen.isdisjoint(secrets)
        seen |= set(secrets)
    assert len(seen) > 500


@pytest.mark.parametrize("names", Names)
@pytest.mark.parametrize("lobby", [True, False])
@pytest.mark.parametrize("words", ["", "gathering", "paused", "safe", "guarded 500", "left kim", "left kim dev"])
def test_a_typed_code_leads_to_the_lobby_and_to_nothing_else(words: str, names: Names, lobby: bool) -> None:
    circle = after(replace(given(words), names=names, lobby=lobby), joining(None))
    seat = circle.seats[NEW]
    assert (seat.standing, seat.role, seat.link) == (Standing.WAITING, Role.MEMBER, None)
    assert audience_of(seat) is Audience.LOBBY
    assert view_for(circle, Audience.LOBBY).keys() == {"stage", "title", "format", "language"}


@pytest.mark.parametrize(("link", "role"), [("link-f", Role.DEPUTY), ("link-m", Role.MEMBER), ("link-l", Role.LISTENER), ("link-new", Role.MEMBER)])
def test_a_role_is_bound_to_the_secret(link: str, role: Role) -> None:
    """Nothing in a join asks for a role."""
    circle = after(replace(given(), lobby=False), joining(link))
    assert circle.seats[NEW].role is role
    assert "role" not in Join.__dataclass_fields__


def test_twenty_browsers_with_one_spent_invitation_have_one_seat() -> None:
    """While it is sat on, after its person left, and after they were removed, when it opens nothing at all."""
    circle = given()
    for number in range(20):
        circle = after(circle, joining("link-anu", f"nonce-{number}", at=number))
    assert [seat.id for seat in circle.seats.values() if seat.link == "link-anu"] == ["anu"]
    assert NEW not in circle.seats
    circle = after(circle, Leave(by=SeatId("anu")))
    for number in range(20):
        circle = after(circle, joining("link-anu", f"again-{number}", at=number))
    assert [seat.id for seat in circle.seats.values() if seat.link == "link-anu"] == ["anu"]
    circle = after(circle, Remove(seat=SeatId("anu")))
    assert {answered(circle, joining("link-anu", f"thrice-{number}")) for number in range(20)} == {"refused: removed"}


def expired(circle: Circle) -> Circle:
    """Ended by nobody, and by itself long after its planned end."""
    for _ in range(50):
        due = next_deadline(circle)
        if due is None:
            return circle
        events = decide(circle, LetTimePass(), due)
        assert not isinstance(events, Refusal)
        circle = evolve_all(circle, events)
    pytest.fail("it never ends")


@pytest.mark.parametrize("how", ["ended", "expired"])
def test_every_link_and_every_token_end_with_the_circle(how: str) -> None:
    circle = after(given(), EndCircle()) if how == "ended" else expired(given())
    found = {decide(circle, joining(link), Instant(EVENING + 10**6)) for link in ("link-f", "link-m", "link-l", "link-new", "link-anu")}
    assert found == {Refusal(Reason.ENDED)}
    # Who holds no link learns nothing: these are the answers of a circle that never was.
    assert decide(circle, joining(None), EVENING) == Refusal(Reason.NO_SUCH_CIRCLE)
    assert decide(circle, Return(token=SecretHash("token-anu"), next=SecretHash("n")), EVENING) == Refusal(Reason.NO_SUCH_TOKEN)
    assert circle.seats == {}


def test_a_secret_of_one_circle_opens_no_other() -> None:
    """Looked up among the links of the circle that is asked for, so a code and a secret must belong together."""
    here, there = given(), replace(given(), id=CircleId("HGFEDCBA"), links=())
    for link in ("link-f", "link-m", "link-new"):
        assert answered(there, joining(link)) == "refused: no-such-circle"
        assert not answered(here, joining(link)).startswith("refused")
