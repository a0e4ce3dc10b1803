"""What listeners count while somebody sends, with or without the floor."""

from tests.meetings.people import Person

PACKETS = 25


async def heard_of(
    troll: Person, holder: Person | None, listeners: list[Person], *, ssrc: int | None = None, payload_type: int | None = None
) -> list[tuple[int, int]]:
    """Troll and holder send at once; for each listener what was heard in the piece's section, and in the others."""
    before = [_counts(person) for person in listeners]
    assert troll.voice is not None
    if troll.voice.connected:
        await troll.voice.send(PACKETS, pace=0.005, ssrc=ssrc, payload_type=payload_type)
    if holder is not None:
        assert holder.voice is not None
        await holder.voice.send(PACKETS, pace=0.005)
        await holder.voice.settle()
    for person in listeners:
        assert person.voice is not None
        await person.voice.settle()
    return [(piece - was_piece, other - was_other) for (piece, other), (was_piece, was_other) in zip(map(_counts, listeners), before, strict=True)]


def _counts(person: Person) -> tuple[int, int]:
    assert person.voice is not None
    piece = person.voice.heard("piece")
    return piece, sum(person.voice.received.values()) - piece
