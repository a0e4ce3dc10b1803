"""What happened in a soak, added up."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts over all meetings so far."""

    meetings: int = 0
    people: int = 0
    commands: int = 0
    """Acknowledged with a yes."""
    shares: int = 0
    drops: int = 0
    kills: int = 0
    packets: int = 0
    """Voice packets that were counted at a listener, each as it had been said."""
    missed: list[str] = field(default_factory=list[str])
    """Shares that a listener, connected all the while, did not hear whole: how much of them."""
    hostile: int = 0
    datagrams: int = 0

    def line(self) -> str:
        return (
            f"{self.people} people, {self.commands} commands, {self.shares} shares, {self.drops} lost networks, {self.kills} kill -9, "
            f"{self.packets} packets heard, {self.hostile} hostile messages, {self.datagrams} garbage datagrams"
        )
