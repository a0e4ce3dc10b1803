"""Sends one packet to every listener of a stream: sealed for each in place, a chunk at a time, one `sendmmsg` a chunk. The hot path."""

import ctypes
import errno
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.audio import srtp
from server.audio.counters import Counters, Dropped
from server.audio.peer import Peer
from server.audio.udp import Path, UdpSocket

_CHUNK = 64
"""Packets sealed before they are sent: few enough to stay in the first cache between the two."""
_CELL = 25 * 64
"""Bytes for one sealed packet. An odd number of cache lines, so that the cells do not crowd into the same few sets."""
LONGEST = _CELL - srtp.TRAILER
_SEQUENCE = 0xFFFF


class _Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class _Header(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vector", ctypes.c_void_p),
        ("vector_length", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    ]


class _Message(ctypes.Structure):
    _fields_ = [("header", _Header), ("sent", ctypes.c_uint)]


_SIZE = ctypes.sizeof(_Message)
_libc = ctypes.CDLL(None, use_errno=True)
_sendmmsg = _libc.sendmmsg
_sendmmsg.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int]
_sendmmsg.restype = ctypes.c_int

# One set of cells for the process: a packet is sealed and handed to the kernel without giving up the loop in between.
_cells = ctypes.create_string_buffer(_CHUNK * _CELL)
_vectors = (_Vector * _CHUNK)()
for _number in range(_CHUNK):
    _vectors[_number].base = ctypes.addressof(_cells) + _number * _CELL
_lengths = memoryview(_vectors).cast("B").cast("Q")  # each second number is a length
_pointers = [srtp.cell_pointer(ctypes.addressof(_cells) + number * _CELL) for number in range(_CHUNK)]
_length = srtp.length_cell()


@dataclass(slots=True, eq=False)
class Ear:
    """One listener of one stream, and the numbers their copy of it has."""

    peer: Peer
    payload_type: int
    next_sequence: int
    """The number the listener's next packet gets, as of when they last stopped hearing; the start, below 32,768, if they never did.

    Without their own count the packets they sent themselves would read as loss to their receiver.
    """
    live: bool = False
    offset: int = 0
    """Sequence number = index + offset, while live."""
    first: int = 0
    """The first index this ear is due. An older one would reuse a number under another payload."""
    heard_from: int = 0
    heard: int = 0
    """Packets sent before the ear was last closed."""


@dataclass(slots=True)
class _Chunk:
    descriptor: int
    entries: list[tuple[srtp.Cdata, srtp.Cdata, int, int, int]]
    """(SRTP session, cell, offset, payload type, where the length goes)."""
    table: "ctypes.Array[_Message]"
    address: int
    held: list[tuple[Path, srtp.Session]]
    """Keeps alive what C only points to."""


@dataclass(slots=True, eq=False)
class FanOut:
    """The listeners of one stream. `stale` is to be set whenever who listens, or whereto, changed; the next packet pays for it once."""

    counters: Counters
    ears: dict[Peer, Ear] = field(default_factory=dict[Peer, Ear])
    stale: bool = True
    packets: int = 0
    """Packets given to `send`."""
    _chunks: list[_Chunk] = field(default_factory=list[_Chunk])

    def settle(self, next_index: int, deaf: Iterable[Peer]) -> None:
        """Who hears from `next_index` on: every connected ear but those of `deaf`."""
        silent = frozenset(deaf)
        by_socket: dict[UdpSocket, list[Ear]] = {}
        for ear in self.ears.values():
            hears = ear.peer.path is not None and ear.peer.outbound is not None and ear.peer not in silent
            if hears and not ear.live:
                ear.offset, ear.first, ear.heard_from = ear.next_sequence - next_index, next_index, self.packets
            elif ear.live and not hears:
                ear.next_sequence, ear.heard = next_index + ear.offset, self.sent_to(ear)
            ear.live = hears
            if hears and ear.peer.path is not None:
                by_socket.setdefault(ear.peer.path.udp, []).append(ear)
        self._chunks = [_chunk(udp, ears[start : start + _CHUNK]) for udp, ears in by_socket.items() for start in range(0, len(ears), _CHUNK)]
        self.stale = False

    def sent_to(self, ear: Ear) -> int:
        """How many packets this ear was sent."""
        return ear.heard + (self.packets - ear.heard_from if ear.live else 0)

    def send(self, packet: bytes, index: int, flags: int) -> int:
        """Seals and sends the packet; `flags` is the marker bit. Returns how many datagrams the network took."""
        move, protect, pointer, lengths, size = srtp.move, srtp.protect, _length, _lengths, len(packet)
        self.packets += 1
        sent = 0
        for chunk in self._chunks:
            failed: list[int] = []
            for session, cell, offset, payload_type, place in chunk.entries:
                move(cell, packet, size)
                sequence = (index + offset) & _SEQUENCE
                cell[1] = flags | payload_type
                cell[2] = sequence >> 8
                cell[3] = sequence & 255
                pointer[0] = size
                if protect(session, cell, pointer):
                    failed.append(place >> 1)
                lengths[place] = pointer[0]
            sent += self._flush(chunk, failed) if failed else self._transmit(chunk, 0, len(chunk.entries))
        self.counters.packets_out += sent
        self.counters.bytes_out += sent * size
        return sent

    def send_late(self, packet: bytes, index: int, flags: int) -> int:
        """The same for a packet that was overtaken: only to ears that already listened then."""
        sent = 0
        self.packets += 1
        for ear in self.ears.values():
            peer = ear.peer
            if not ear.live or index < ear.first or peer.outbound is None or peer.path is None:
                continue
            sequence = (index + ear.offset) & _SEQUENCE
            own = packet[:1] + bytes((flags | ear.payload_type, sequence >> 8, sequence & 255)) + packet[4:]
            try:
                sent += peer.path.send(peer.outbound.protect(own))
            except srtp.Error:
                self.counters.dropped[Dropped.SEAL] += 1
        self.counters.packets_out += sent
        self.counters.bytes_out += sent * len(packet)
        return sent

    def _flush(self, chunk: _Chunk, failed: list[int]) -> int:
        """Sends what lies between packets that could not be sealed. Those must not leave: they are plain text."""
        self.counters.dropped[Dropped.SEAL] += len(failed)
        sent, start = 0, 0
        for gap in [*failed, len(chunk.entries)]:
            sent += self._transmit(chunk, start, gap)
            start = gap + 1
        return sent

    def _transmit(self, chunk: _Chunk, start: int, end: int) -> int:
        sent = 0
        while start < end:
            taken: int = _sendmmsg(chunk.descriptor, chunk.address + start * _SIZE, end - start, socket.MSG_DONTWAIT)
            if taken > 0:
                sent += taken
                start += taken
            elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS):
                self.counters.dropped[Dropped.UNSENT] += end - start
                break
            else:  # this one address cannot be reached; the others can
                self.counters.dropped[Dropped.UNSENT] += 1
                start += 1
        return sent


def _chunk(udp: UdpSocket, ears: list[Ear]) -> _Chunk:
    table = (_Message * len(ears))()
    entries: list[tuple[srtp.Cdata, srtp.Cdata, int, int, int]] = []
    held: list[tuple[Path, srtp.Session]] = []
    for number, ear in enumerate(ears):
        path, session = ear.peer.path, ear.peer.outbound
        assert path is not None
        assert session is not None
        held.append((path, session))
        header = table[number].header
        header.name, header.name_length = ctypes.addressof(path.name), len(path.name)
        header.vector, header.vector_length = ctypes.addressof(_vectors) + number * ctypes.sizeof(_Vector), 1
        if path.control is not None:
            header.control, header.control_length = ctypes.addressof(path.control), len(path.control)
        entries.append((srtp.handle(session), _pointers[number], ear.offset, ear.payload_type, 2 * number + 1))
    return _Chunk(udp.socket.fileno(), entries, table, ctypes.addressof(table), held)
