"""One measured number beside another's, and how both are printed."""

import json
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Several repetitions of one case. Less is better."""

    bench: str
    case: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    """Empty when the peer is missing on this machine, which `peer_name` then says."""
    peer_name: str
    unit: str
    goal: float | None = None
    """The ratio this project wants to stay below."""

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's, of the medians."""
        return median(self.ours) / median(self.peer) if self.peer else None

    def line(self) -> str:
        """The JSON object of this result."""
        peer = round(median(self.peer), 3) if self.peer else None
        ratio = None if self.ratio is None else round(self.ratio, 5)
        ours = round(median(self.ours), 3)
        return json.dumps({
            "bench": self.bench, "case": self.case, "ours": ours, "peer": peer, "peer_name": self.peer_name, "unit": self.unit, "ratio": ratio,
        })  # fmt: skip


def table(results: list[Result]) -> str:
    """All results with their spread, for people."""
    rows = [("bench", "case", "ours (min..max)", "peer (min..max)", "peer's name", "unit", "ratio", "goal")]
    for result in results:
        ratio = "-" if result.ratio is None else f"{result.ratio:.4f}"
        goal = "-" if result.goal is None else f"<= {result.goal:g}"
        rows.append((result.bench, result.case, _spread(result.ours), _spread(result.peer), result.peer_name, result.unit, ratio, goal))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def _spread(values: tuple[float, ...]) -> str:
    if not values:
        return "missing"
    return f"{median(values):.2f} ({min(values):.2f}..{max(values):.2f})"
