"""Whether browsers would take a certificate: asked by a handshake with ourselves, in memory."""

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TlsPair:
    """A certificate that is for the name and in its time. Whether browsers trust who signed it, only they know."""

    expires_at: float


def looked_at(server: ssl.SSLContext, certificate: Path, host: str) -> TlsPair | str:
    """The pair, or why a browser that opens `host` would refuse it."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(certificate)
    # Takes the certificate itself as what is trusted, so that only its name and its time are judged.
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = server.wrap_bio(to_server, to_client, server_side=True)
    there = client.wrap_bio(to_client, to_server, server_hostname=host)
    try:
        for _ in range(10):
            if _step(there) & _step(here):
                break
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except ssl.SSLError as error:
        return error.reason or str(error)
    found = there.getpeercert() or {}
    return TlsPair(expires_at=ssl.cert_time_to_seconds(str(found["notAfter"])))


def _step(side: ssl.SSLObject) -> bool:
    """Whether this side is done."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
