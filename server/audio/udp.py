"""The UDP sockets of the one audio port, and the paths datagrams take: what arrives at an address is answered from that address."""

import ctypes
import errno
import socket
from dataclasses import dataclass
from struct import pack

_BUFFER = 4 << 20  # bytes: 300 listeners' packets leave in one burst, and a join storm arrives in one
_LONGEST = 2048
_IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)  # Python names it from 3.14 on; 8 is Linux's
_IPV6_PKTINFO = socket.IPV6_PKTINFO
_ANCILLARY_SPACE = socket.CMSG_SPACE(20)
_NO_SUCH_FAMILY = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}

Source = tuple[str, int] | tuple[str, int, int, int]
"""An address as Python's sockets give it."""


@dataclass(frozen=True, slots=True, eq=False)
class UdpSocket:
    """One bound socket."""

    socket: socket.socket
    family: int
    wildcard: bool
    """Bound to every address, so each datagram carries the local address it came to."""

    def receive(self) -> tuple[bytes, Source, bytes]:
        """The next datagram, whence it came, and the local address it came to (empty when there is only one). Raises `BlockingIOError`."""
        if not self.wildcard:
            data, source = self.socket.recvfrom(_LONGEST)
            return data, source, b""
        data, ancillary, _, source = self.socket.recvmsg(_LONGEST, _ANCILLARY_SPACE)
        for level, kind, value in ancillary:
            if level == socket.IPPROTO_IP and kind == _IP_PKTINFO:
                return data, source, value[4:8]
            if level == socket.IPPROTO_IPV6 and kind == _IPV6_PKTINFO:
                return data, source, value[:16] + (value[16:20] if value[:2] == b"\xfe\x80" else b"\0\0\0\0")
        return data, source, b""

    def send(self, datagram: bytes, source: Source, local: bytes) -> bool:
        """False when the network takes no more, or cannot reach the address."""
        try:
            if local:
                self.socket.sendmsg((datagram,), (self._leave_from(local),), 0, source)
            else:
                self.socket.sendto(datagram, source)
        except OSError:
            return False
        return True

    def _leave_from(self, local: bytes) -> tuple[int, int, bytes]:
        if self.family == socket.AF_INET:
            return socket.IPPROTO_IP, _IP_PKTINFO, pack("=I4s4s", 0, local, b"\0\0\0\0")
        return socket.IPPROTO_IPV6, _IPV6_PKTINFO, local

    def control(self, local: bytes) -> bytes:
        """The control message `sendmmsg` needs to leave from `local`; empty when there is no choice."""
        if not local:
            return b""
        level, kind, value = self._leave_from(local)
        header = pack("@Nii", socket.CMSG_LEN(len(value)), level, kind)
        return (header + value).ljust(socket.CMSG_SPACE(len(value)), b"\0")


class Path:
    """The way to one peer, in the shapes that `sendto` and `sendmmsg` want. Never changed: a peer that moves gets another."""

    __slots__ = ("control", "local", "name", "source", "udp")

    def __init__(self, udp: UdpSocket, source: Source, local: bytes) -> None:
        self.udp = udp
        self.source = source
        self.local = local
        name = _socket_address(source)
        control = udp.control(local)
        self.name = ctypes.create_string_buffer(name, len(name))
        self.control = ctypes.create_string_buffer(control, len(control)) if control else None

    def __repr__(self) -> str:
        return "Path(...)"  # an address in a log would outlive the meeting

    def same(self, udp: UdpSocket, source: Source, local: bytes) -> bool:
        """Whether a datagram came along this path."""
        return self.udp is udp and self.source == source and self.local == local

    def send(self, datagram: bytes) -> bool:
        """False when the network takes no more."""
        return self.udp.send(datagram, self.source, self.local)


def _socket_address(source: Source) -> bytes:
    if len(source) == 4:
        host, port, flow, scope = source
        return pack("=H", socket.AF_INET6) + pack("!HI", port, flow) + socket.inet_pton(socket.AF_INET6, host.partition("%")[0]) + pack("=I", scope)
    host, port = source
    return pack("=H", socket.AF_INET) + pack("!H", port) + socket.inet_aton(host) + bytes(8)


def listen(hosts: tuple[str, ...], port: int) -> tuple[tuple[UdpSocket, ...], int]:
    """One socket for each host, all on one port, and that port. Raises `OSError` when an address cannot be had.

    A wildcard of a family this machine lacks is left out, as long as another host remains.
    """
    opened: list[UdpSocket] = []
    try:
        for host in hosts:
            try:
                opened.append(_bind(host, port))
            except OSError as error:
                if host not in ("0.0.0.0", "::") or error.errno not in _NO_SUCH_FAMILY or len(hosts) == 1:
                    raise
                continue
            port = opened[-1].socket.getsockname()[1]
    except BaseException:
        for udp in opened:
            udp.socket.close()
        raise
    if not opened:
        raise OSError(errno.EADDRNOTAVAIL, "no address to listen on")
    return tuple(opened), port


def _bind(host: str, port: int) -> UdpSocket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    wildcard = host in ("0.0.0.0", "::")
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        udp.setblocking(False)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if wildcard:
                udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        elif wildcard:
            udp.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        udp.bind((host, port))
    except BaseException:
        udp.close()
        raise
    return UdpSocket(udp, family, wildcard)
