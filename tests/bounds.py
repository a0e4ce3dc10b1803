"""How a bound that a person feels is asserted: as it was promised, or three times that where other tests run beside."""

import os

EXACT = bool(os.environ.get("CIRCLEKEEPER_EXACT"))
"""Faults last as long as was promised too, and every kind of them is struck."""

TOLERANCE = 1 if EXACT else 3
