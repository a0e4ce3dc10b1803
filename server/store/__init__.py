"""Where circles live while they last."""
