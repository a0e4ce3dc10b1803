import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutAddresses } from "../sdp.js";

const OFFER = [
  "v=0", "o=mozilla...THIS_IS_SDPARTA-99.0 4711 2 IN IP4 192.168.7.5", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=ice-options:trickle",
  "m=audio 54321 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 192.168.7.5", "a=rtcp:54322 IN IP6 2001:db8::7",
  "a=candidate:1 1 udp 2122260223 192.168.7.5 54321 typ host", "a=candidate:2 1 udp 1 5e1c.local 9 typ host", "a=end-of-candidates",
  "a=ice-ufrag:abcd", "a=ice-pwd:0123456789012345678901", "a=fingerprint:sha-256 00:11", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
  "a=rtpmap:111 opus/48000/2", "",
].join("\r\n");

test("no address, port, session id or browser's name is left", () => {
  const said = withoutAddresses(OFFER);
  for (const secret of ["192.168", "2001:db8", ".local", "54321", "54322", "4711", "mozilla", "candidate"]) assert.equal(said.includes(secret), false, secret);
});

test("all that the audio needs is left, line by line and in order", () => {
  const kept = withoutAddresses(OFFER).split("\r\n");
  assert.deepEqual(kept, [
    "v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=ice-options:trickle",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
    "a=ice-ufrag:abcd", "a=ice-pwd:0123456789012345678901", "a=fingerprint:sha-256 00:11", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
    "a=rtpmap:111 opus/48000/2", "",
  ]);
});

test("bare line feeds are read too", () => assert.equal(withoutAddresses("v=0\na=candidate:1\n"), "v=0\r\n"));
