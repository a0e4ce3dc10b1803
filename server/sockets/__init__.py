"""The Socket.IO edge: one WebSocket a browser, whole messages in, prebuilt frames out. It knows bytes and connections, no circle."""
