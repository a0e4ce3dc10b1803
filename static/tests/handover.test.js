import assert from "node:assert/strict";
import { test } from "node:test";
import { Handover } from "../handover.js";

/** A call that notes what it does. */
class Called {
  state = "new";
  /** @type {string | undefined} */
  mark = undefined;
  sends = false;
  close() { this.state = "closed"; this.sends = false; }
}

/** @returns {{ calls: Handover<Called>, made: Called[], make: (mark?: string) => Called, connect: (call: Called) => void }} */
function people() {
  /** @type {Called[]} */
  const made = [];
  const alone = () => assert.ok(made.filter((call) => call.sends).length <= 1, "two send at once");
  const calls = new Handover(/** @param {Called} call */ (call) => { call.sends = true; alone(); });
  /** @param {string} [mark] */
  const make = (mark) => {
    const call = new Called();
    made.push(call);
    calls.begin(call);
    calls.offered(call, mark);
    return call;
  };
  /** @param {Called} call */
  const connect = (call) => { call.state = "connected"; calls.connected(call); };
  return { calls, made, make, connect };
}

test("the old call goes on until the new one is connected, and ends then", () => {
  const { calls, make, connect } = people();
  const old = make("a");
  connect(old);
  const fresh = make("b");
  assert.equal(calls.on, old);
  assert.deepEqual([old.sends, fresh.sends], [true, false]);
  connect(fresh);
  assert.equal(calls.on, fresh);
  assert.deepEqual([old.state, old.sends, fresh.sends], ["closed", false, true]);
});

test("a call that is not connected is replaced at once", () => {
  const { calls, make } = people();
  const old = make("a");
  const fresh = make("a");
  assert.deepEqual([old.state, calls.on, calls.next], ["closed", fresh, null]);
});

test("a new mark in the middle of a move starts over with the newest", () => {
  const { calls, make, connect } = people();
  const old = make("a");
  connect(old);
  const first = make("b");
  assert.equal(calls.wants("b"), "wait");
  assert.equal(calls.wants("c"), "make");
  const second = make("c");
  assert.deepEqual([first.state, old.state], ["closed", "connected"]);
  calls.connected(first); // too late
  assert.equal(calls.on, old);
  connect(second);
  assert.equal(calls.on, second);
  assert.equal(calls.wants("c"), "check");
});

test("the old one fails meanwhile: the new one is simply the one", () => {
  const { calls, make, connect } = people();
  const old = make("a");
  connect(old);
  const fresh = make("b");
  old.state = "failed";
  assert.equal(calls.newest, fresh);
  connect(fresh);
  assert.deepEqual([calls.on, fresh.sends], [fresh, true]);
});

test("a move that came to nothing leaves the old call on, and is still wanted", () => {
  const { calls, make, connect } = people();
  const old = make("a");
  connect(old);
  const fresh = make("b");
  calls.giveUp();
  assert.deepEqual([calls.on, old.sends, fresh.state], [old, true, "closed"]);
  assert.equal(calls.wants("b"), "make");
});

test("who carried the voices all along is only looked after; whose offer was answered by the newest is waited for", () => {
  const { calls, make, connect } = people();
  assert.equal(calls.wants(undefined), "make");
  const only = make(undefined);
  assert.equal(calls.wants(undefined), "wait");
  connect(only);
  assert.equal(calls.wants(undefined), "check");
  const fresh = make("a");
  fresh.mark = "b"; // the answer said so: the server was ahead of the view
  assert.equal(calls.wants("b"), "wait");
  only.state = "disconnected";
  assert.equal(calls.wants("b"), "wait");
});

test("in the end nothing is left", () => {
  const { calls, made, make, connect } = people();
  connect(make("a"));
  make("b");
  calls.end();
  assert.deepEqual(made.map((call) => call.state), ["closed", "closed"]);
  assert.deepEqual([calls.on, calls.next, calls.trying], [null, null, null]);
});
