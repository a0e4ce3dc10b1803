"""Random lives of a circle: whatever people do, and whatever breaks, in any order, it stays fair, quiet and theirs.

People act as they would: only with a seat, and only with what the policy lets them ask. What must hold is said of people.
"""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from moderation.actors import Actor, Seated, System, Visitor
from moderation.policy import denial
from rooms import commands as c
from rooms.circle import Circle, Link, Presence, Role, Seat, Stage, Standing, TurnState, waiting
from rooms.commands import Command
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.events import CommandApplied, Event, Unmuted
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.formats import Format, Language, Order
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.interruption import seconds_left
from rooms.names import Pseudonym
from rooms.refusals import Refusal
from rooms.slots import Slot
from rooms.views import Audience, View, view_for, you_for
from tests.rooms.words import CIRCLE

PROOFS = ("token", "nonce", "lock")
"""Every token, nonce and link's hash of these circles carries one of these words, and nothing else does."""

LINKS = {
    "facilitator": Link(secret=SecretHash("lock-facilitator"), role=Role.FACILITATOR),
    "member": Link(secret=SecretHash("lock-member"), role=Role.MEMBER),
    "listener": Link(secret=SecretHash("lock-listener"), role=Role.LISTENER),
    **{f"personal-{n}": Link(secret=SecretHash(f"lock-{n}"), role=Role.MEMBER, personal=True) for n in range(3)},
}

CODE = "code"
"""The way in without a link."""

KEEPERS = (Role.FACILITATOR, Role.DEPUTY)

OWN = (c.RaiseHand, c.LowerHand, c.Done, c.Pass, c.PassForNow, c.Leave)
KEEPING = (c.StartCircle, c.Pause, c.Resume, c.Next, c.Skip, c.Stop, c.CloseQueue, c.OpenQueue, c.MuteAll, c.UnmuteAll, c.AdmitAll)
ABOUT = (c.Give, c.MoveToEnd, c.Mute, c.Unmute, c.Remove, c.Admit, c.TurnAway)

numbers = st.integers(0, 11)
"""Who, of those who ever came. Past the last it starts again."""


class Lives(RuleBasedStateMachine):
    circle: Circle
    now: Instant

    @initialize(firm=st.booleans(), by_itself=st.booleans(), order=st.sampled_from(Order), lobby=st.booleans(), started=st.booleans())
    def open(self, firm: bool, by_itself: bool, order: Order, lobby: bool, started: bool) -> None:
        form = Format(
            id="circle", order=order, turn_seconds=60.0, firm=firm, offers_by_itself=by_itself, minutes=90, listeners=True, prompt=CIRCLE.prompt
        )
        self.now = Instant(0.0)
        self.joined = 0
        self.circle = Circle(
            id=CircleId("ABCD2345"), title="Evening", format=form, language=Language.HINDI, opened_at=self.now,
            ends_at=Instant(5400.0), lobby=lobby, order=order, links=tuple(LINKS.values()),
        )  # fmt: skip
        self.join("facilitator", 0)
        for name in range(1, 5):
            self.join("member", name)
        self.keeps(c.AdmitAll)
        if started:
            self.keeps(c.StartCircle)

    # ---------------------------------------------------------------------------------------------- what happens

    @rule(link=st.sampled_from([*LINKS, CODE]), name=st.integers(0, 40))
    def join(self, link: str, name: int) -> None:
        self.joined += 1
        self.ask(Visitor(), self.joining(None if link == CODE else LINKS[link].secret, f"nonce-{self.joined}", name))

    @rule(who=numbers, name=st.integers(0, 40))
    def join_again(self, who: int, name: int) -> None:
        """A join that is sent a second time, by the same way."""
        seat = self.somebody(who)
        if seat is not None:
            self.joined += 1
            self.ask(Visitor(), self.joining(seat.link or SecretHash("lock-member"), seat.nonce, name))

    def joining(self, link: SecretHash | None, nonce: str, name: int) -> c.Join:
        called = Pseudonym(adjective=name, thing=3)
        seat, token = SeatId(f"seat-{self.joined}"), SecretHash(f"token-{self.joined}")
        return c.Join(seat=seat, at=self.joined * 7919 % 1000, link=link, nonce=Nonce(nonce), name=called, token=token)

    @rule(who=numbers)
    def come_back(self, who: int) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.joined += 1
            self.ask(Visitor(), c.Return(token=seat.token, next=SecretHash(f"token-{self.joined}")))

    @rule(who=numbers)
    def drop(self, who: int) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(System(), c.MarkAway(seat=seat.id))

    @rule(who=numbers, what=st.sampled_from(OWN))
    def act(self, who: int, what: type[c.RaiseHand]) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(Seated(seat.id), what(by=seat.id))

    @rule(who=numbers)
    def raise_hand(self, who: int) -> None:
        self.act(who, c.RaiseHand)

    @rule(written=st.booleans())
    def begin(self, written: bool) -> None:
        if self.circle.turn is not None:
            self.ask(Seated(self.circle.turn.seat), c.Begin(by=self.circle.turn.seat, written=written))

    @rule(who=numbers)
    def share_in_writing(self, who: int) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(Seated(seat.id), c.ShareWritten(by=seat.id, text="Tea at four."))

    @rule(who=numbers, speak=st.booleans())
    def speak(self, who: int, speak: bool) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(Seated(seat.id), c.Speak(by=seat.id) if speak else c.StopSpeaking(by=seat.id))

    @rule(what=st.sampled_from(KEEPING))
    def keeps(self, what: type[c.Next]) -> None:
        self.ask(self.a_keeper(), what())

    @rule(who=numbers, what=st.sampled_from(ABOUT))
    def keeps_somebody(self, who: int, what: type[c.Mute]) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(self.a_keeper(), what(seat=seat.id))

    @rule(who=numbers, place=st.integers(1, 6), order=st.sampled_from(Order), seconds=st.sampled_from((60, 120)))
    def keeps_order(self, who: int, place: int, order: Order, seconds: int) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(self.a_keeper(), (c.Move(seat=seat.id, place=place), c.SetOrder(order=order), c.AddTime(seconds=seconds))[who % 3])

    @rule(seconds=st.sampled_from((0.5, 10.0, 39.0, 44.0, 61.0, 290.0)))
    def wait(self, seconds: float) -> None:
        self.now = Instant(self.now + seconds)
        self.ask(System(), c.LetTimePass())

    @precondition(lambda self: next_deadline(self.circle) is not None and self.circle.turn is not None)
    @rule()
    def wait_for_the_deadline(self) -> None:
        due = next_deadline(self.circle)
        if due is not None:
            self.now = max(self.now, due)
            self.ask(System(), c.LetTimePass())

    @rule(seconds=st.sampled_from((0.0, 6.0, 600.0)))
    def restart(self, seconds: float) -> None:
        down_since, self.now = self.now, Instant(self.now + seconds)
        self.ask(System(), c.ResumeService(down_since=down_since))

    @precondition(lambda self: self.joined > 25)
    @rule()
    def end(self) -> None:
        self.ask(self.a_keeper(), c.EndCircle())

    def somebody(self, number: int) -> Seat | None:
        seats = list(self.circle.seats.values())
        return seats[number % len(seats)] if seats else None

    def a_keeper(self) -> Actor:
        keepers = (seat.id for seat in self.circle.seats.values() if seat.standing is Standing.SEATED and seat.role in KEEPERS)
        return Seated(next(keepers, SeatId("nobody")))

    def ask(self, actor: Actor, command: Command) -> None:
        """The road, in short; and what must hold between before and after."""
        if denial(self.circle, actor, command) is not None:
            return
        decision = decide(self.circle, command, self.now)
        if isinstance(decision, Refusal):
            return
        before, applied = self.circle, evolve_all(self.circle, decision)
        self.circle = evolve_all(applied, numbered(applied, actor))
        queue_keeps_order(before, self.circle, command)
        muted_people_stay_muted(before, self.circle, command)
        drops_lose_nothing(before, self.circle, command, self.now)
        numbers_are_remembered(applied, self.circle, actor)

    # ------------------------------------------------------------------------------------------- what always holds

    @invariant()
    def one_voice_a_slot_and_nobody_muted(self) -> None:
        floor = audible(self.circle)
        assert len(set(floor.values())) == len(floor)
        for slot, id in floor.items():
            seat = self.circle.seats[id]
            assert not seat.muted
            assert (seat.standing, seat.presence) == (Standing.SEATED, Presence.PRESENT)
            if slot is Slot.PIECE:
                assert not self.circle.muted_all
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

    @invariant()
    def the_turns_clock_runs_exactly_while_somebody_shares(self) -> None:
        turn = self.circle.turn
        assert (self.circle.paused_at is not None) == (self.circle.stage is Stage.PAUSED)
        if turn is None:
            return
        sharing = turn.state is TurnState.SHARING
        assert self.circle.stage in (Stage.OPEN, Stage.PAUSED)
        assert (turn.ends_at is not None) == (sharing and self.circle.stage is Stage.OPEN)
        assert (turn.lapses_at is None) == sharing
        assert sharing or not turn.written
        if turn.state is not TurnState.HELD:
            assert self.circle.seats[turn.seat].presence is Presence.PRESENT

    @invariant()
    def nobody_waits_beside_a_free_piece(self) -> None:
        if self.circle.stage is Stage.OPEN and self.circle.turn is None and self.circle.format.offers_by_itself:
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
        assert views[Audience.MEMBERS] == view_for(unmuted(self.circle), Audience.MEMBERS)


def numbered(circle: Circle, actor: Actor) -> tuple[Event, ...]:
    """As the road adds it: also for the command that ended the circle, when there is no seat any more."""
    if not isinstance(actor, Seated):
        return ()
    seat = circle.seats.get(actor.seat)
    return (CommandApplied(seat=actor.seat, number=1 if seat is None else seat.last + 1),)


def queue_keeps_order(before: Circle, after: Circle, command: Command) -> None:
    """Of two who waited before and wait now, with the same places, the first stays first, unless a facilitator moved one of them."""
    if isinstance(command, c.SetOrder):
        return
    moved = command.seat if isinstance(command, c.Move | c.MoveToEnd) else None
    stayed = [place.seat for place in before.queue if place in after.queue and place.seat != moved]
    assert [place.seat for place in after.queue if place.seat in stayed] == stayed


def muted_people_stay_muted(before: Circle, after: Circle, command: Command) -> None:
    """Leaving, coming back, being removed: only *Unmute* of this very person ends it."""
    for id, seat in before.seats.items():
        if seat.muted and id in after.seats:
            assert after.seats[id].muted or (isinstance(command, c.Unmute) and command.seat == id)


def drops_lose_nothing(before: Circle, after: Circle, command: Command, now: Instant) -> None:
    """Away, back, or a restart of the server: who waited or had the piece still does, and nothing was taken from their time."""
    if not isinstance(command, c.MarkAway | c.Return | c.ResumeService):
        return
    stopped = command.down_since if isinstance(command, c.ResumeService) else now
    kept = seconds_due(after, now)
    for id, seconds in seconds_due(before, stopped).items():
        assert kept[id] >= seconds - 0.001


def seconds_due(circle: Circle, now: Instant) -> dict[SeatId, float]:
    """Who waits for the piece or has it, and how long they may share."""
    due = {place.seat: circle.format.turn_seconds if place.rest is None else place.rest for place in circle.queue}
    turn = circle.turn
    return due if turn is None else {**due, turn.seat: seconds_left(turn, now)}


def numbers_are_remembered(before: Circle, after: Circle, actor: Actor) -> None:
    if isinstance(actor, Seated) and actor.seat in before.seats:
        assert after.seats[actor.seat].last == before.seats[actor.seat].last + 1


def seats_in(view: View) -> str:
    return msgspec.json.encode(view.get("seats", {})).decode()


def unmuted(circle: Circle) -> Circle:
    return evolve_all(circle, [Unmuted(seat=id) for id, seat in circle.seats.items() if seat.muted])


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
