"""What a circle shows a worker of its own connections: that their people are at another one, or away by another one's word."""

from rooms.commands import MarkAway, Return
from rooms.ids import SeatId, SecretHash
from server.sockets.connection import Connection
from server.store.port import Version
from tests.rooms.words import after, given
from tests.server.watching import Screen, settle, watched

ANU, BELA = map(SeatId, ("anu", "bela"))


async def test_a_connection_whose_person_came_back_at_another_worker_is_closed() -> None:
    async with watched(given("anu sharing 100")) as seen:
        seats = seen.world.circle.seats
        screens = {seat: Screen(seen.world.log, seat) for seat in (ANU, BELA)}
        for seat, screen in screens.items():
            seen.announce.attach(Connection(screen, b""), seen.world.circle.id, seat, Version(1, 1), seats[seat].token)
        await settle()
        seen.world.change(after(seen.world.circle, Return(token=seats[ANU].token, next=SecretHash("from-afar"))))
        await settle()
        assert screens[ANU].seen[-1] == ["bye", {"code": "taken-over"}]
        assert not any(message[0] == "bye" for message in screens[BELA].seen)


async def test_who_comes_back_here_is_not_taken_over_by_themselves() -> None:
    async with watched(given("anu sharing 100")) as seen:
        seen.world.change(after(seen.world.circle, Return(token=seen.world.circle.seats[ANU].token, next=SecretHash("next"))))
        screen = Screen(seen.world.log, ANU)
        seen.announce.attach(Connection(screen, b""), seen.world.circle.id, ANU, Version(seen.world.epoch, seen.world.version), SecretHash("next"))
        await settle()
        assert [message[0] for message in screen.seen] == ["you", "view"]


async def test_who_is_connected_here_and_away_by_another_workers_word_is_told_to_come_back() -> None:
    async with watched(given("anu sharing 100")) as seen:
        screen = Screen(seen.world.log, ANU)
        seen.announce.attach(Connection(screen, b""), seen.world.circle.id, ANU, Version(1, 1), seen.world.circle.seats[ANU].token)
        await settle()
        seen.world.change(after(seen.world.circle, MarkAway(seat=ANU)))
        await settle()
        assert screen.seen[-1] == ["bye", {"code": "restarting"}]
