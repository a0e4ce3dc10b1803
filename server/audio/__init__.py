"""Voices: one UDP port, ICE-lite, DTLS-SRTP, passthrough. Only this folder speaks aiortc."""
