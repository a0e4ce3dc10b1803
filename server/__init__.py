"""How a circle meets the world: sockets, store, audio, HTTP. The only place with await."""
