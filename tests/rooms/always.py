"""What holds at every moment of every life of a circle, said of people and ears."""

from dataclasses import replace

import msgspec
from hypothesis.stateful import RuleBasedStateMachine, invariant

from rooms import commands as c
from rooms.bounds import KEEPER_SECONDS
from rooms.circle import Circle, Stage, keeper, waiting
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.events import Unmuted
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.formats import Crosstalk, Order
from rooms.ids import Instant
from rooms.planning import has_time_for_more, piece_moves
from rooms.refusals import Refusal
from rooms.seat import Presence, Role, Standing
from rooms.slots import Slot
from rooms.turn import TurnState
from rooms.views import Audience, View, view_for, you_for

PROOFS = ("token-", "nonce-", "lock-")
"""Every token, nonce and link's hash of these circles carries one of these words, and nothing else does."""

KEEPERS = (Role.FACILITATOR, Role.DEPUTY)


class Always(RuleBasedStateMachine):
    circle: Circle
    now: Instant

    @invariant()
    def one_voice_a_slot_and_nobody_muted(self) -> None:
        floor = audible(self.circle)
        assert len(set(floor.values())) == len(floor)
        for slot, id in floor.items():
            seat = self.circle.seats[id]
            assert not seat.muted
            assert (seat.standing, seat.presence) == (Standing.SEATED, Presence.PRESENT)
            turn = self.circle.turn
            if slot is Slot.PIECE or slot is Slot.CROSSTALK:
                assert turn is not None
                if slot is Slot.PIECE:
                    assert (turn.seat, turn.state, turn.written) == (id, TurnState.SHARING, False)
                else:
                    assert turn.response is not None
                    assert turn.response.seat == id
                    assert self.circle.format.phases[self.circle.phase].crosstalk is not Crosstalk.NONE
                assert not self.circle.muted_all
                assert not self.circle.format.phases[self.circle.phase].silent
                assert self.circle.stage is Stage.OPEN
                assert seat.role is not Role.LISTENER
            else:
                assert seat.role in KEEPERS

    @invariant()
    def at_most_one_keeps_and_no_name_means_two(self) -> None:
        here = [seat for seat in self.circle.seats.values() if seat.standing in (Standing.SEATED, Standing.WAITING)]
        assert sum(seat.role is Role.FACILITATOR for seat in here if seat.standing is Standing.SEATED) <= 1
        assert len({seat.name for seat in here}) == len(here)
        assert len({seat.token for seat in here}) == len(here)

    @invariant()
    def somebody_keeps_it_or_it_is_safe(self) -> None:
        keeps = keeper(self.circle)
        deputies = [seat.id for seat in self.circle.seats.values() if seat.role is Role.DEPUTY and seat.standing is Standing.SEATED]
        assert sorted(self.circle.deputies) == sorted(deputies)
        if self.circle.stage in (Stage.GATHERING, Stage.ENDED) or self.circle.safe_since is not None:
            return
        assert keeps is not None
        assert keeps.presence is Presence.PRESENT or (keeps.presence is Presence.AWAY and self.now - keeps.since <= KEEPER_SECONDS)

    @invariant()
    def nothing_begins_in_safe_mode(self) -> None:
        turn = self.circle.turn
        assert self.circle.safe_since is None or turn is None or turn.state is not TurnState.OFFERED

    @invariant()
    def everybody_waits_at_most_once_and_only_who_can_share(self) -> None:
        places = [place.seat for place in self.circle.queue]
        if self.circle.turn is not None:
            places.append(self.circle.turn.seat)
        assert len(set(places)) == len(places)
        for id in places:
            seat = self.circle.seats[id]
            assert seat.standing is Standing.SEATED
            assert seat.presence is not Presence.GONE
            assert seat.role is not Role.LISTENER
        for place in self.circle.queue:
            assert not self.circle.seats[place.seat].listens or place.rest is not None, "only the rest of a share that was interrupted"

    @invariant()
    def the_turns_clock_runs_exactly_while_somebody_shares(self) -> None:
        turn = self.circle.turn
        assert (self.circle.paused_at is not None) == (self.circle.stage is Stage.PAUSED)
        if turn is None:
            return
        sharing = turn.state is TurnState.SHARING
        assert self.circle.stage in (Stage.OPEN, Stage.PAUSED)
        assert (turn.ends_at is not None) == (sharing and self.circle.stage is Stage.OPEN)
        assert (turn.lapses_at is None) == (sharing or turn.response is not None)
        assert turn.response is None or turn.response.seat != turn.seat
        assert (turn.runs_since is not None) == (turn.ends_at is not None)
        assert sharing or not turn.written
        if turn.state is not TurnState.HELD:
            assert self.circle.seats[turn.seat].presence is Presence.PRESENT

    @invariant()
    def nobody_waits_beside_a_free_piece(self) -> None:
        """Where the piece goes by itself, nobody waits for it who may still be heard in this phase."""
        by_itself = self.circle.format.offers_by_itself and self.circle.order is not Order.CHAIR_PICKS and self.circle.going
        moves = by_itself and piece_moves(self.circle) and self.circle.safe_since is None and has_time_for_more(self.circle, self.now)
        if self.circle.stage is Stage.OPEN and self.circle.turn is None and moves:
            assert all(self.circle.seats[place.seat].presence is not Presence.PRESENT for place in self.circle.queue)

    @invariant()
    def time_changes_nothing_early_and_everything_once(self) -> None:
        due = next_deadline(self.circle)
        if due is None:
            assert self.circle.stage is Stage.ENDED
            return
        assert due > self.now
        assert decide(self.circle, c.LetTimePass(), Instant((self.now + due) / 2)) == ()
        later = self.passed(self.circle, due)
        assert later != self.circle
        assert self.passed(later, due) == later

    def passed(self, circle: Circle, now: Instant) -> Circle:
        events = decide(circle, c.LetTimePass(), now)
        assert not isinstance(events, Refusal)
        return evolve_all(circle, events)

    @invariant()
    def a_snapshot_survives_encoding(self) -> None:
        assert msgspec.json.decode(msgspec.json.encode(self.circle), type=Circle) == self.circle

    @invariant()
    def views_show_what_they_may(self) -> None:
        views = {audience: view_for(self.circle, audience) for audience in Audience}
        yous = [you_for(self.circle, seat) for seat in self.circle.seats]
        for view in (*views.values(), *filter(None, yous)):
            sent = msgspec.json.encode(view).decode()
            assert not any(proof in sent for proof in (*PROOFS, "null"))
        members = msgspec.json.encode(views[Audience.MEMBERS]).decode()
        assert not any(f'"{seat.id}"' in members for seat in waiting(self.circle))
        assert "muted" not in seats_in(views[Audience.MEMBERS])
        assert "Tea at five" not in members
        for view in (members, *(msgspec.json.encode(you).decode() for you in yous)):
            assert "Old Kite" not in view, "what somebody typed of themselves in the lobby is for who decides"
        assert all(seat.claims is None or seat.standing is Standing.WAITING for seat in self.circle.seats.values())
        assert views[Audience.MEMBERS] == view_for(uncared(self.circle), Audience.MEMBERS)
        assert but_for_quiet(views[Audience.MEMBERS]) == but_for_quiet(view_for(unmuted(self.circle), Audience.MEMBERS))


def seats_in(view: View) -> str:
    return msgspec.json.encode(view.get("seats", {})).decode()


def but_for_quiet(view: View) -> View:
    """The room hears that nobody is heard, and is told so; why, it is not told."""
    turn = view.get("turn")
    return {**view, "turn": {key: told for key, told in turn.items() if key != "quiet"}} if isinstance(turn, dict) else view


def uncared(circle: Circle) -> Circle:
    """As if nobody had asked for help, and nobody had been written to."""
    seats = {id: replace(seat, message=None, follow_up=False, wants_call=False) for id, seat in circle.seats.items()}
    return replace(circle, seats=seats, help={}, acts=(), unread=())


def unmuted(circle: Circle) -> Circle:
    return evolve_all(circle, [Unmuted(seat=id) for id, seat in circle.seats.items() if seat.muted])
