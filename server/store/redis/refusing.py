"""Why a Redis cannot be used, in one line for whoever started the server. It holds no password, and nothing of an address but host and port."""

import ssl
from urllib.parse import urlsplit

from server.store.redis import driver

NO_ADDRESS = "--redis is no address of a Redis; what a user or password has of # ? / @ [ ] or % is written as % and two hex digits"


def where(url: str) -> str:
    """Without the password."""
    parts = urlsplit(url)
    return f"Redis at {parts.hostname}:{parts.port or 6379}" if parts.hostname else f"Redis at {parts.path}"


def why(url: str, error: Exception) -> str:
    """What the first attempt met, in words."""
    match error:
        case ValueError():
            # Not what the library says: it quotes the address, and with # or ? in the password that is part of it.
            return NO_ADDRESS
        case TypeError():
            return "--redis has something after the ? that nobody knows; for an authority of your own it is ?ssl_ca_certs=FILE, behind rediss://"
        case driver.AuthenticationError():
            return f"{where(url)} refuses the user or the password in --redis"
        case driver.NoPermissionError():
            return f"{where(url)}: the user in --redis may not do all that is needed, as docs/compose/users.acl may: {error}"
        case driver.ResponseError():
            return f"{where(url)} refuses --redis: {error}"
        case _:
            return f"{where(url)} does not answer: {_deepest(url, error)}"


def _deepest(url: str, error: Exception) -> str:
    """What the library met itself."""
    under = error.__cause__ or error.__context__
    match under:
        case ssl.SSLCertVerificationError(verify_code=(62 | 64)):  # of OpenSSL: a mismatch of the host's name, or of its address
            of_many = "nodes of a Cluster tell theirs by cluster-announce-hostname, with cluster-preferred-endpoint-type hostname"
            return f"its certificate has another name ({under.verify_message.rstrip('.')}): use that one in --redis; {of_many}"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({under.verify_message}); for an authority of your own add ?ssl_ca_certs=FILE"
        case ssl.SSLError():
            return "it does not speak TLS as rediss:// does"
        case TimeoutError() if url.startswith("rediss:"):
            return "TimeoutError; is it TLS that is spoken there? redis:// speaks none"
        case FileNotFoundError() if url.startswith("rediss:"):
            return "a file that --redis names after the ? is not there"
        case ConnectionResetError():
            return "it hung up; does it want TLS? rediss:// speaks it"
        case ConnectionRefusedError():
            return "nobody listens there"
        case OSError() if under.strerror:
            return under.strerror
        case _:
            return type(error).__name__
