import assert from "node:assert/strict";
import { test } from "node:test";
import { askMicrophone, closeMicrophone, manner, microphone, track } from "../microphone.js";

const own = { open: true, stop() { this.open = false; }, addEventListener() {} };
Object.defineProperty(globalThis, "navigator", { configurable: true, value: { mediaDevices: { getUserMedia: async () => ({ getAudioTracks: () => [own] }) } } });

test("a microphone that is being opened is closed at once, and not when its disguise has come", async () => {
  let come = () => {};
  const sent = { closed: false, track: /** @type {any} */ ({}), close() { sent.closed = true; } };
  const waits = new Promise((resolve) => { come = () => resolve(sent); });
  manner.value = { name: "disguised", through: () => /** @type {any} */ (waits) };
  const asked = askMicrophone();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(own.open, true);
  closeMicrophone(); // quick exit
  assert.equal(own.open, false);
  come();
  assert.equal(await asked, false);
  assert.deepEqual([sent.closed, track.value, microphone.value], [true, null, "unasked"]);
});
