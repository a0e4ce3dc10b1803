import assert from "node:assert/strict";
import { test } from "node:test";
import { Wire } from "../wire.js";

/** A line with a server at the other end that the test plays. */
class Socket {
  connected = false;
  id = "";
  /** @type {[string, ...unknown[]][]} what the server got on this connection */
  got = [];
  tries = 0;
  io = { engine: { close: () => this.break() }, on: () => {} };
  /** @type {Record<string, () => void>} */
  #handlers = {};
  /** @type {(event: string, number: number, payload: unknown) => void} */
  #any = () => {};
  /** @param {string} event @param {() => void} handler */
  on(event, handler) { this.#handlers[event] = handler; }
  /** @param {(event: string, number: number, payload: unknown) => void} handler */
  onAny(handler) { this.#any = handler; }
  connect() { this.tries += 1; }
  /** @param {string} event @param {...unknown} args the last is the answer's */
  emit(event, ...args) { this.got.push([event, ...args]); }
  /** @param {number} limit */
  timeout(limit) {
    return { emit: (/** @type {string} */ event, /** @type {unknown[]} */ ...args) => {
      const answer = /** @type {(error: Error | null, ack?: unknown) => void} */ (args.pop());
      setTimeout(() => answer(new Error("time")), limit);
      this.got.push([event, ...args, (/** @type {unknown} */ ack) => answer(null, ack)]);
    } };
  }
  disconnect() { this.break(); }

  // what the world does
  reach() { this.connected = true; this.id = `c${this.tries}`; this.io.engine = { close: () => this.break() }; this.got = []; this.#handlers.connect(); }
  break() { if (!this.connected) return; this.connected = false; this.#handlers.disconnect(); }
  refuse() { this.#handlers.connect_error(); }
  /** @param {string} event @param {number} number @param {unknown} payload */
  say(event, number, payload) { this.#any(event, number, payload); }
  /** The answer to the last message of that kind. @param {string} event @param {unknown} ack */
  answer(event, ack) { /** @type {(ack: unknown) => void} */ (this.got.findLast(([name]) => name === event)?.at(-1))(ack); }
  /** @param {string} event */
  sent(event) { return this.got.filter(([name]) => name === event).map((message) => message.slice(1, -1)); }
}

/** A wire on a played socket, and what it told. */
function open() {
  const socket = new Socket();
  /** @type {unknown[]} */
  const told = [];
  const state = { last: 0, who: /** @type {"in" | "later" | "over"} */ ("in") };
  const wire = new Wire(/** @type {any} */ (socket), {
    identify: async () => (state.who === "in" ? { seat: "m", last: state.last, now: 0 } : state.who),
    receive: (event, payload) => told.push([event, payload]),
    online: () => told.push("online"), moving: () => told.push("moving"), lost: () => told.push("lost"), ended: (code) => told.push(["ended", code]), pressed: () => {},
  });
  wire.open();
  return { socket, wire, told, state };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("nothing is sent before one is in; then everything, in order, numbered", async () => {
  const { socket, wire } = open();
  void wire.do("raise_hand", {});
  socket.reach();
  void wire.do("mute", { seat: "a" });
  assert.deepEqual(socket.sent("do"), []);
  await settled();
  assert.deepEqual(socket.sent("do"), [[1, { command: "raise_hand" }], [2, { command: "mute", seat: "a" }]]);
  assert.deepEqual([...wire.pending], ["raise_hand", "mute", "mute a"]);
});

test("a command whose answer was lost is sent again under its number, unless the server has applied it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told, state } = open();
  socket.reach();
  await settled();
  const [first, second] = [wire.do("raise_hand", {}), wire.do("lower_hand", {})];
  socket.break();
  assert.equal(told.at(-1), "lost");
  t.mock.timers.tick(600);
  state.last = 1;
  socket.reach();
  await settled();
  assert.deepEqual(await first, { ok: true });
  assert.deepEqual(socket.sent("do"), [[2, { command: "lower_hand" }]]);
  socket.answer("do", { ok: false, code: "not-in-queue" });
  assert.deepEqual(await second, { ok: false, code: "not-in-queue" });
  assert.equal(wire.pending.size, 0);
});

test("tries again after a refusal, later each time, never sooner than 0.3 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket } = open();
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const { tries } = socket;
    socket.refuse();
    t.mock.timers.tick(299);
    assert.equal(socket.tries, tries);
    t.mock.timers.tick(2701);
    assert.equal(socket.tries, tries + 1);
  }
});

test("messages come through in order; after a gap patches wait for the whole view", async () => {
  const { socket, told } = open();
  socket.reach();
  await settled();
  socket.say("you", 1, { seat: "m" });
  socket.say("view", 2, { stage: "open" });
  socket.say("patch", 3, { a: 1 });
  socket.say("patch", 5, { b: 2 });
  socket.say("you", 6, { seat: "m", muted: true });
  socket.say("patch", 7, { c: 3 });
  assert.equal(socket.sent("resync").length, 1);
  socket.say("view", 8, { stage: "paused" });
  socket.say("patch", 9, { d: 4 });
  assert.deepEqual(told.slice(1), [
    ["you", { seat: "m" }], ["view", { stage: "open" }], ["patch", { a: 1 }], ["you", { seat: "m", muted: true }], ["view", { stage: "paused" }], ["patch", { d: 4 }],
  ]);
});

test("a new connection counts from 1, and no patch of it counts before its view", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, told } = open();
  socket.reach();
  await settled();
  socket.say("view", 1, { stage: "open" });
  socket.break();
  t.mock.timers.tick(600);
  socket.reach();
  await settled();
  socket.say("patch", 1, { a: 1 });
  assert.equal(told.some((one) => Array.isArray(one) && one[0] === "patch"), false);
  socket.say("view", 2, { stage: "open" });
  assert.equal(socket.sent("resync").length, 0);
});

test("restarting, reseated and too-slow come back by themselves; any other good-bye is the last word", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [code, comesBack] of /** @type {[string, boolean][]} */ ([["restarting", true], ["reseated", true], ["too-slow", true], ["taken-over", false], ["removed", false], ["ended", false]])) {
    const { socket, wire, told } = open();
    socket.reach();
    await settled();
    const waits = wire.do("done", {});
    socket.say("bye", 1, { code });
    socket.break();
    t.mock.timers.tick(10_000);
    assert.equal(socket.tries, comesBack ? 2 : 1, code);
    assert.equal(told.some((one) => Array.isArray(one) && one[0] === "ended"), !comesBack, code);
    if (!comesBack) {
      assert.deepEqual(await waits, { ok: false, code });
      assert.deepEqual(await wire.do("done", {}), { ok: false, code: "left" });
    }
  }
});

test("no word for 5 s after a command: the connection is taken for dead; a late answer among other words is waited for", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told } = open();
  socket.reach();
  await settled();
  void wire.do("raise_hand", {});
  t.mock.timers.tick(3000);
  socket.say("view", 1, { stage: "open" });
  t.mock.timers.tick(3000);
  assert.equal(told.includes("lost"), false);
  void wire.do("lower_hand", {}); // in the same millisecond as the last word
  t.mock.timers.tick(5000);
  assert.equal(told.includes("lost"), true);
});

test("a doubt is settled within a second: answered, or the connection is lost", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told } = open();
  socket.reach();
  await settled();
  const first = wire.doubt();
  socket.answer("time", { ok: true, now: 1 });
  await first;
  assert.equal(told.includes("lost"), false);
  const second = wire.doubt();
  t.mock.timers.tick(1000);
  await second;
  assert.equal(told.includes("lost"), true);
  const { tries } = socket;
  void wire.doubt(); // the network is back: no waiting
  t.mock.timers.tick(0);
  assert.equal(socket.tries, tries + 1);
});

test("when the server cannot say who one is the wire comes again; when it is over it does not", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told, state } = open();
  state.who = "later";
  socket.reach();
  await settled();
  assert.deepEqual(told, ["lost"]);
  t.mock.timers.tick(600);
  assert.equal(socket.tries, 2);
  state.who = "over";
  socket.reach();
  await settled();
  wire.close("taken-over");
  t.mock.timers.tick(60_000);
  assert.equal(socket.tries, 2);
  assert.equal(told.includes("online"), false);
});

test("a store that does not answer is asked again, under the same number", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire } = open();
  socket.reach();
  await settled();
  const done = wire.do("done", {});
  socket.answer("do", { ok: false, code: "unavailable" });
  t.mock.timers.tick(1200);
  assert.deepEqual(socket.sent("do"), [[1, { command: "done" }], [1, { command: "done" }]]);
  socket.answer("do", { ok: true });
  assert.deepEqual(await done, { ok: true });
});

/** Was in, and is told to come to another server. */
async function sentAway() {
  const all = open();
  all.socket.reach();
  await settled();
  all.socket.say("bye", 1, { code: "restarting" });
  all.socket.break();
  return all;
}

test("a move that was announced is no loss as long as another connection is there within a second", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told } = await sentAway();
  void wire.do("raise_hand", {}); // pressed meanwhile
  t.mock.timers.tick(200);
  assert.equal(socket.tries, 2);
  socket.reach();
  await settled();
  assert.deepEqual(socket.sent("do"), [[1, { command: "raise_hand" }]]);
  socket.answer("do", { ok: true });
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, ["online", "moving", "online"]);
});

test("a move that takes longer is a loss, and so is one that leads nowhere", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const refused of [true, false]) {
    const { socket, told } = await sentAway();
    t.mock.timers.tick(200);
    if (refused) socket.refuse();
    else t.mock.timers.tick(800);
    assert.deepEqual(told, ["online", "moving", "lost"]);
    socket.reach();
    await settled();
    socket.break(); // unannounced
    assert.deepEqual(told.slice(3), ["online", "lost"]);
  }
});

test("after a closed wire no loss is told", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, wire, told } = await sentAway();
  wire.close("left");
  t.mock.timers.tick(60_000);
  assert.deepEqual(told, ["online", "moving"]);
});
