import assert from "node:assert/strict";
import { after, beforeEach, mock, test } from "node:test";

mock.timers.enable({ apis: ["setTimeout", "setInterval"] }); // nothing here waits, and a machine that does gives up no call for it

/** A browser's connection that never gets an answer, but that a test may connect. */
class Peer {
  connectionState = "new";
  signalingState = "stable";
  /** @type {unknown} */
  sent = null;
  /** @type {() => void} */
  #changed = () => {};
  constructor() { peers.push(this); }
  addTransceiver() {
    const sender = { replaceTrack: async (/** @type {unknown} */ track) => { this.sent = track; } };
    return { sender, receiver: { track: {} } };
  }
  /** @param {string} _ @param {() => void} changed */
  addEventListener(_, changed) { this.#changed = changed; }
  createOffer() { return new Promise(() => {}); }
  async getStats() { return new Map(); }
  close() { this.connectionState = this.signalingState = "closed"; this.sent = null; }
  /** @param {string} state */
  become(state) { this.connectionState = state; this.#changed(); }
}

/** @type {Peer[]} */
const peers = [];
const player = { play: async () => {}, pause() {}, remove() {}, setAttribute() {}, muted: false, srcObject: null };
const own = { stop() {}, addEventListener() {} };
let asked = 0;
const mediaDevices = {
  enumerateDevices: async () => [], addEventListener() {},
  getUserMedia: async () => { asked += 1; return { getAudioTracks: () => [own] }; },
};
Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices } });
Object.assign(globalThis, {
  RTCPeerConnection: Peer, RTCRtpReceiver: {}, MediaStream: class { getTracks() { return []; } },
  HTMLAudioElement: class {}, document: { createElement: () => player, body: { append() {} } },
});
const circle = await import("../circle.js");
const voice = await import("../voice.js");

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param {string} voices @param {Record<string, unknown>} [more] */
const see = (voices, more = {}) => circle.receive("view", { stage: "open", seats: {}, speaking: "me", voices, ...more });

/** @returns {unknown[]} what each connection sends */
const sent = () => peers.map((peer) => peer.sent);

after(() => {
  voice.stopVoice();
  circle.clear(null);
});

beforeEach(async () => {
  voice.stopVoice();
  circle.clear(null);
  peers.length = asked = 0;
  voice.manner.value = { name: "own" };
  assert.equal(await voice.askMicrophone(), true);
  circle.link.value = "online";
  circle.receive("you", { seat: "me", standing: "seated" });
  see("a");
  peers[0].become("connected");
  await settled();
  assert.deepEqual(sent(), [own]);
});

test("while a move is under way the old call sends, then the new one alone, from the microphone that was opened once", async () => {
  see("b");
  await settled();
  assert.deepEqual(sent(), [own, null]);
  peers[1].become("connected");
  await settled();
  assert.deepEqual(sent(), [null, own]);
  assert.deepEqual([peers[0].connectionState, asked, voice.hearing.value], ["closed", 1, "flowing"]);
});

test("who is muted in the middle of a move sends on neither call, before and after", async () => {
  see("b");
  circle.receive("you", { seat: "me", standing: "seated", muted: true });
  await settled();
  assert.deepEqual(sent(), [null, null]);
  peers[1].become("connected");
  await settled();
  assert.deepEqual(sent(), [null, null]);
});

test("a move of a second that was announced does not stop a voice; anything that is pressed meanwhile does, and so does a loss", async () => {
  circle.link.value = "moving";
  await settled();
  assert.deepEqual(sent(), [own]);
  circle.pending.value = new Set(["done"]);
  await settled();
  assert.deepEqual(sent(), [null]);
  circle.pending.value = new Set();
  circle.link.value = "reconnecting";
  await settled();
  assert.deepEqual(sent(), [null]);
});

test("the same word on a new connection of the socket makes no new call; another one does, once the new view tells", async () => {
  circle.link.value = "moving";
  circle.current.value = false;
  circle.link.value = "online";
  assert.equal(peers.length, 1, "the view is from before");
  see("a");
  assert.equal(peers.length, 1);
  see("b");
  assert.equal(peers.length, 2);
});

test("another word in the middle of a move starts over; the old call goes on", async () => {
  see("b");
  see("c");
  await settled();
  assert.deepEqual(peers.map((peer) => peer.connectionState), ["connected", "closed", "new"]);
  assert.deepEqual(sent(), [own, null, null]);
});
