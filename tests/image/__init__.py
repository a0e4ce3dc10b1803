"""Whether the Dockerfile gives an image that works: built for real, started as `compose.yaml` starts it, and a voice carried through it."""
