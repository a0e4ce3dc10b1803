"""The circle after each kind of event. `rooms/evolve.py` is the door."""
