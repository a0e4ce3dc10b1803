"""The parts of what leaves the server of a circle. `rooms/views.py` is the door."""
