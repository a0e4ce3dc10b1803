import assert from "node:assert/strict";
import { test } from "node:test";
import { Call } from "../call.js";

/** A sender that does one thing after another, as a browser's does, and only when it is let. */
class Sender {
  /** @type {unknown} */
  track = null;
  /** @type {(() => void)[]} */
  waiting = [];
  /** @param {unknown} track */
  replaceTrack(track) {
    return new Promise((resolve) => { this.waiting.push(() => { this.track = track; resolve(null); }); });
  }
}

/** @returns {{ call: Call, sender: Sender }} */
function calling() {
  const sender = new Sender();
  Object.assign(globalThis, {
    RTCRtpReceiver: {},
    RTCPeerConnection: class {
      signalingState = "stable";
      addTransceiver() { return { sender, receiver: {} }; }
      addEventListener() {}
    },
  });
  return { call: new Call(() => {}), sender };
}

test("what is taken away before the browser came to give it is not sent after all", () => {
  const { call, sender } = calling();
  const mine = /** @type {MediaStreamTrack} */ ({});
  void call.send(mine);
  void call.send(null); // the floor was lost in the same moment
  for (const step of sender.waiting) step();
  assert.equal(sender.track, null);
});

test("what is sent already is not sent anew", () => {
  const { call, sender } = calling();
  const mine = /** @type {MediaStreamTrack} */ ({});
  for (const track of [null, mine, mine]) void call.send(track);
  assert.equal(sender.waiting.length, 1);
});
