"""Who may ask for what in a circle, and what answers harm. Pure."""
