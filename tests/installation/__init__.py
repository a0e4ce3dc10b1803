"""Whether `compose.yaml` is an installation: started by a real engine as an operator starts it, and visited by people from another machine."""
