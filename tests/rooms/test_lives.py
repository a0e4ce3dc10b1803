"""Random lives of a circle: whatever people do, and whatever breaks, in any order, it stays fair, quiet and theirs.

People act as they would: only with a seat, and only with what the policy lets them ask. What must hold is said of people.
"""


from hypothesis import Phase, settings, strategies as st
from hypothesis.stateful import initialize, precondition, rule

from moderation.actors import Actor, Seated, System, Visitor
from moderation.policy import denial
from rooms import commands as c
from rooms.circle import Circle, Link, Stage
from rooms.commands import Command
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.events import CommandApplied, Event
from rooms.evolve import evolve_all
from rooms.formats import Crosstalk, Format, Language, Order, Phase as Part
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Refusal
from rooms.seat import Role, Seat, Standing
from rooms.turn import TurnState
from tests.rooms.always import Always
from tests.rooms.promises import (
    a_given_seat_was_empty_and_loses_nothing,
    drops_lose_nothing,
    muted_people_stay_muted,
    no_written_word_is_lost,
    nobody_enters_past_the_lobby,
    numbers_are_remembered,
    queue_keeps_order,
)

LINKS = {
    "facilitator": Link(secret=SecretHash("lock-facilitator"), role=Role.FACILITATOR),
    "member": Link(secret=SecretHash("lock-member"), role=Role.MEMBER),
    "listener": Link(secret=SecretHash("lock-listener"), role=Role.LISTENER),
    **{f"personal-{n}": Link(secret=SecretHash(f"lock-{n}"), role=Role.MEMBER, personal=True) for n in range(3)},
}

CODE = "code"
"""The way in without a link."""

KEEPERS = (Role.FACILITATOR, Role.DEPUTY)

OWN = (
    c.RaiseHand, c.LowerHand, c.Done, c.Done, c.NotDone, c.NotDone, c.Pass, c.PassForNow, c.Leave, c.InviteResponses, c.Respond, c.WithYou,
    c.AskHelp, c.PutAway, c.Keep,
)  # fmt: skip
KEEPING = (
    c.StartCircle, c.Pause, c.Resume, c.Next, c.Next, c.Undo, c.Undo, c.Skip, c.Stop, c.CloseQueue, c.OpenQueue, c.MuteAll, c.UnmuteAll,
    c.AdmitAll, c.Lock, c.Unlock, c.LiftLobby,
)  # fmt: skip
ABOUT = (
    c.Give, c.MoveToEnd, c.Mute, c.Mute, c.Unmute, c.Remove, c.Admit, c.TurnAway, c.MakeListener, c.MakeMember, c.MakeDeputy, c.HandOver,
    c.ProposeFollowUp,
)  # fmt: skip

numbers = st.integers(0, 15)
"""Who: up to `TO_THE_HOLDER` the one with the piece, since most that can go wrong goes wrong around them; else somebody who ever came."""

TO_THE_HOLDER = 5


class Lives(Always):
    @initialize(
        firm=st.booleans(),
        by_itself=st.sampled_from((True, True, False)),
        orders=st.lists(st.sampled_from((None, *Order)), min_size=1, max_size=3),
        crosstalk=st.sampled_from(Crosstalk),
        silent=st.sampled_from((False, False, True)),
        lobby=st.booleans(),
        started=st.sampled_from((True, True, True, False)),
        hands=st.integers(0, 4),
    )
    def open(
        self, firm: bool, by_itself: bool, orders: list[Order | None], crosstalk: Crosstalk, silent: bool, lobby: bool, started: bool, hands: int
    ) -> None:
        phases = tuple(
            Part(
                id=f"p{n}", minutes=90 / len(orders), order=order, share_seconds=60.0, firm_after_seconds=30.0 if firm else None,
                crosstalk=crosstalk, rounds=2, keeper_first=firm, silent=silent and order is None, milestones=order is None,
            )
            for n, order in enumerate(orders)
        )  # fmt: skip
        form = Format(id="circle", phases=phases, offers_by_itself=by_itself, minutes=90, listeners=True, closes_after_minutes=15 if firm else None)
        self.now = Instant(0.0)
        self.joined = 0
        self.taken: list[c.Join] = []
        """Every join that led to a seat."""
        self.circle = Circle(
            id=CircleId("ABCD2345"), title="Evening", format=form, language=Language.HINDI, opened_at=self.now,
            ends_at=Instant(5400.0), lobby=lobby, order=orders[0] or Order.HANDS, lot=11, links=tuple(LINKS.values()),
        )  # fmt: skip
        self.join("facilitator", 0)
        for name, link in enumerate(("personal-0", "personal-1", "member", "member"), start=1):
            self.join(link, name)
        self.keeps(c.AdmitAll)
        if started:
            self.keeps(c.StartCircle)
        for who in range(hands):
            seat = list(self.circle.seats.values())[who + 1]
            self.ask(Seated(seat.id), c.RaiseHand(by=seat.id))

    # ---------------------------------------------------------------------------------------------- what happens

    @rule(link=st.sampled_from([*LINKS, CODE]), name=st.integers(0, 40))
    def join(self, link: str, name: int) -> None:
        self.joined += 1
        self.ask(Visitor(), self.joining(None if link == CODE else LINKS[link].secret, f"nonce-{self.joined}", name))

    def joining(self, link: SecretHash | None, nonce: str, name: int) -> c.Join:
        called = Pseudonym(adjective=name, thing=3)
        seat, token = SeatId(f"seat-{self.joined}"), SecretHash(f"token-{self.joined}")
        return c.Join(seat=seat, at=self.joined * 7919 % 1000, link=link, nonce=Nonce(nonce), name=called, token=token)

    @rule(who=numbers, how=st.sampled_from(("drop", "drop", "return", "link")))
    def come_and_go(self, who: int, how: str) -> None:
        seat = self.somebody(who)
        if seat is None:
            return
        self.joined += 1
        if how == "drop":
            self.ask(System(), c.MarkAway(seat=seat.id))
        elif how == "return":
            self.ask(Visitor(), c.Return(token=seat.token, next=SecretHash(f"token-{self.joined}")))
        else:
            self.ask(Visitor(), self.joining(seat.link, f"nonce-{self.joined}", who))

    @rule(which=numbers)
    def play_a_join_again(self, which: int) -> None:
        """Whatever became of its seat, and whoever has recorded it."""
        if self.taken:
            assert isinstance(decide(self.circle, self.taken[which % len(self.taken)], self.now), Refusal)

    @rule(who=numbers, lost=st.booleans())
    def lose_the_browser(self, who: int, lost: bool) -> None:
        """Somebody comes through the lobby, says that they were here, and is given a seat on which nobody is."""
        seat = self.somebody(who)
        self.join(CODE, 41 + self.joined % 80)
        if seat is None or not self.circle.seats:
            return
        waits = list(self.circle.seats.values())[-1]
        if lost:
            self.ask(System(), c.MarkAway(seat=seat.id))
        self.ask(Seated(waits.id), c.WasHere(by=waits.id, text="Old Kite"))
        self.ask(self.a_keeper(), c.Reseat(seat=seat.id, to=waits.id))
        self.ask(Visitor(), c.Return(token=waits.token, next=SecretHash(f"token-again-{self.joined}")))

    @rule(which=st.integers(0, 2), muted=st.booleans())
    def leave_and_come_back_by_the_link(self, which: int, muted: bool) -> None:
        link = LINKS[f"personal-{which}"].secret
        seat = next((seat for seat in self.circle.seats.values() if seat.link == link), None)
        if seat is not None:
            self.joined += 1
            if muted:
                self.ask(self.a_keeper(), c.Mute(seat=seat.id))
            self.ask(Seated(seat.id), c.Leave(by=seat.id))
            self.ask(Visitor(), self.joining(link, f"nonce-again-{self.joined}", which))

    @rule(who=numbers, what=st.sampled_from(OWN))
    def act(self, who: int, what: type[c.RaiseHand]) -> None:
        seat = self.somebody(who)
        if seat is not None:
            self.ask(Seated(seat.id), what(by=seat.id))

    @rule(hands=st.integers(1, 31))
    def hands_go_up(self, hands: int) -> None:
        """Of the first five who came, those whose bit is set."""
        for number, seat in enumerate(list(self.circle.seats.values())[:5]):
            if hands >> number & 1:
                self.ask(Seated(seat.id), c.RaiseHand(by=seat.id))

    @rule(written=st.booleans())
    def go_on(self, written: bool) -> None:
        """What mostly happens, so that lives get somewhere."""
        turn = self.circle.turn
        if self.circle.stage is Stage.GATHERING:
            self.keeps(c.StartCircle)
        elif self.circle.stage is Stage.PAUSED:
            self.keeps(c.Resume)
        elif turn is None:
            self.keeps(c.Next)
        elif turn.state is TurnState.SHARING and written:
            self.ask(Seated(turn.seat), c.ShareWritten(by=turn.seat, text="Tea at four."))
        elif turn.state is TurnState.SHARING:
            self.ask(Seated(turn.seat), c.Done(by=turn.seat))
        else:
            self.begin(written=written)

    @rule()
    def somebody_shares(self) -> None:
        """Hands go up, and it goes on until somebody does."""
        self.keeps(c.UnmuteAll)
        self.hands_go_up(31)
        for _ in range(4):
            turn = self.circle.turn
            if turn is None or turn.state is not TurnState.SHARING or self.circle.stage is not Stage.OPEN:
                self.go_on(written=False)

    @rule(written=st.booleans())
    def begin(self, written: bool) -> None:
        if self.circle.turn is not None:
            self.ask(Seated(self.circle.turn.seat), c.Begin(by=self.circle.turn.seat, written=written))

    @rule(speak=st.booleans())
    def speak(self, speak: bool) -> None:
        keeper = self.a_keeper()
        self.ask(keeper, c.Speak(by=keeper.seat) if speak else c.StopSpeaking(by=keeper.seat))

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

    @rule(phase=st.integers(1, 3), on=st.booleans(), who=numbers, milestone=st.sampled_from(("new", "1y", "")))
    def goes_elsewhere(self, phase: int, on: bool, who: int, milestone: str) -> None:
        seat = self.somebody(who)
        if seat is None:
            return
        choices = (
            (self.a_keeper(), c.GoTo(phase=phase, confirmed=on)), (self.a_keeper(), c.Next(confirmed=True)),
            (Seated(seat.id), c.ListenOnly(by=seat.id, on=on)), (Seated(seat.id), c.ClaimMilestone(by=seat.id, milestone=milestone)),
            (Seated(seat.id), c.PassOn(by=seat.id, seat=self.a_keeper().seat)), (System(), c.MarkAway(seat=self.a_keeper().seat)),
        )  # fmt: skip
        self.ask(*choices[(who + phase) % len(choices)])

    @rule(who=numbers, what=st.integers(0, 4))
    def somebody_cares(self, who: int, what: int) -> None:
        seat, keeps = self.somebody(who), self.a_keeper()
        if seat is None:
            return
        choices = (
            (keeps, c.AnswerHelp(by=keeps.seat, seat=seat.id)), (keeps, c.OfferSupport(by=keeps.seat, seat=seat.id)),
            (Seated(seat.id), c.AnswerSupport(by=seat.id, yes=True)), (keeps, c.Message(seat=seat.id, text="Tea at five.")),
            (Seated(seat.id), c.EndHelp(by=seat.id, seat=seat.id)),
        )  # fmt: skip
        self.ask(*choices[what])

    @rule(what=st.integers(0, 2), share=st.integers(1, 6), writes=st.booleans())
    def reads(self, what: int, share: int, writes: bool) -> None:
        """A facilitator shows or puts off what somebody wrote, perhaps just now, or its author takes it back."""
        if writes:
            self.hands_go_up(31)
            if self.circle.turn is None:
                self.go_on(written=True)
            if (turn := self.circle.turn) is not None:
                self.ask(Seated(turn.seat), c.ShareWritten(by=turn.seat, text="Tea at four."))
        keeps = self.a_keeper()
        unread = self.circle.unread[share % len(self.circle.unread)] if self.circle.unread else None
        number, author, mine = (unread.number, unread.seat, unread.mine or 0) if unread else (share, SeatId("nobody"), share)
        choices = (
            (keeps, c.ShowWritten(share=number)), (keeps, c.PutOffWritten(share=number)),
            (Seated(author), c.TakeBackWritten(by=author, share=mine)),
        )  # fmt: skip
        self.ask(*choices[what])

    @rule(seconds=st.sampled_from((0.5, 10.0, 39.0, 44.0, 61.0, 290.0)))
    def wait(self, seconds: float) -> None:
        self.now = Instant(self.now + seconds)
        self.ask(System(), c.LetTimePass())

    @rule()
    def wait_for_the_deadline(self) -> None:
        due = next_deadline(self.circle)
        if due is not None and due <= self.now + 300:
            self.now = due
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
        if number <= TO_THE_HOLDER and self.circle.turn is not None:
            return self.circle.seats[self.circle.turn.seat]
        return seats[number % len(seats)] if seats else None

    def a_keeper(self) -> Seated:
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
        if isinstance(command, c.Join):
            self.taken.append(command)
        a_given_seat_was_empty_and_loses_nothing(before, self.circle, command)
        no_written_word_is_lost(before, self.circle, command)
        queue_keeps_order(before, self.circle, command)
        muted_people_stay_muted(before, self.circle, command)
        drops_lose_nothing(before, self.circle, command, self.now)
        nobody_enters_past_the_lobby(before, self.circle, command)
        numbers_are_remembered(applied, self.circle, actor)


def numbered(circle: Circle, actor: Actor) -> tuple[Event, ...]:
    """As the road adds it: also for the command that ended the circle, when there is no seat any more."""
    if not isinstance(actor, Seated):
        return ()
    seat = circle.seats.get(actor.seat)
    return (CommandApplied(seat=actor.seat, number=1 if seat is None else seat.last + 1),)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=100, stateful_step_count=40, deadline=None, phases=set(Phase) - {Phase.explain})
