import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

/** Tones begun, by their frequency. @type {number[]} */
let tones = [];

class Param {
  value = 0;
  setValueAtTime() {}
  exponentialRampToValueAtTime() {}
}

class Sound {
  gain = new Param();
  frequency = new Param();
  /** @param {Sound} to */
  connect(to) { return to; }
  start() { tones.push(this.frequency.value); }
  stop() {}
}

class FakeContext {
  currentTime = 0;
  destination = new Sound();
  createGain() { return new Sound(); }
  createOscillator() { return new Sound(); }
  async resume() {}
  async close() {}
}

Object.assign(globalThis, { AudioContext: FakeContext });
Object.defineProperty(globalThis, "navigator", { value: { userActivation: { hasBeenActive: true } }, configurable: true });

const { serverNow, setClock, view } = await import("../circle.js");
const { speakerMuted } = await import("../voice.js");
await import("../bell.js");

/** @param {number} n @param {Record<string, unknown>} [more] */
function phase(n, more) {
  view.value = /** @type {any} */ ({ stage: "open", phase: { n, bell: true, ...more }, seats: {} });
}

beforeEach(() => {
  phase(1);
  tones = [];
});

afterEach(() => {
  speakerMuted.value = false;
});

test("a phase with a bell begins with it, once", () => {
  phase(2);
  assert.equal(tones.length, 3);
  phase(2, { ends_at: serverNow() + 3600 });
  assert.equal(tones.length, 3);
  view.value = null; // the story of another meeting, or none: no timer is left
});

test("a phase without one, and one that is paused, begin in silence", () => {
  phase(2, { bell: undefined });
  view.value = /** @type {any} */ ({ stage: "paused", phase: { n: 3, bell: true }, seats: {} });
  assert.deepEqual(tones, []);
});

test("who comes into the middle of a phase hears no beginning", () => {
  view.value = null;
  phase(2);
  assert.deepEqual(tones, []);
});

test("whoever muted their speaker hears no bell", () => {
  speakerMuted.value = true;
  phase(2);
  assert.deepEqual(tones, []);
});

test("it rings when the time of the phase is over", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => 0); // or the wait would begin a little later than the phase
  setClock(1000);
  phase(1, { ends_at: 1060 });
  t.mock.timers.tick(59_999);
  assert.deepEqual(tones, []);
  t.mock.timers.tick(1);
  assert.equal(tones.length, 3);
  view.value = null;
});
