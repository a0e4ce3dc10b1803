import assert from "node:assert/strict";
import { test } from "node:test";
import { drawToken, hashOf, proveSeat } from "../tokens.js";

/** A server that knows one hash, and can lose an answer on the way. */
class Server {
  lost = false;
  asked = 0;
  /** @param {string} hash */
  constructor(hash) { this.hash = hash; }
  /** @param {string} token @param {string} nextHash @returns {Promise<{ ok: true } | { ok: false, code: string }>} */
  ask = async (token, nextHash) => {
    this.asked += 1;
    if ((await hashOf(token)) !== this.hash) return { ok: false, code: "no-such-token" };
    this.hash = nextHash;
    return this.lost ? { ok: false, code: "no-answer" } : { ok: true };
  };
}

/** @param {string} token */
async function tab(token) {
  return { server: new Server(await hashOf(token)), known: /** @type {{ token: string, next?: string }} */ ({ token }) };
}

/** One return, with what the tab keeps. @param {{ server: Server, known: { token: string, next?: string } }} of */
async function comeBack({ server, known }) {
  const returned = await proveSeat(known, server.ask, (token, next) => { Object.assign(known, { token, next }); });
  if (returned.ok) Object.assign(known, { token: returned.token, next: undefined });
  return returned;
}

test("a token is 256 bit of base64url, and another every time", () => {
  assert.match(drawToken(), /^[A-Za-z0-9_-]{43}$/);
  assert.notEqual(drawToken(), drawToken());
});

test("the hash is SHA-256 in hex", async () => {
  assert.equal(await hashOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("every return changes the proof", async () => {
  const one = await tab("first");
  assert.equal((await comeBack(one)).ok, true);
  assert.notEqual(one.known.token, "first");
  assert.equal(one.server.hash, await hashOf(one.known.token));
  assert.equal((await comeBack(one)).ok, true);
});

test("a lost answer strands nobody, however often it is lost", async () => {
  const one = await tab("first");
  one.server.lost = true;
  for (let round = 0; round < 3; round += 1) assert.deepEqual((await comeBack(one)).ok, false);
  one.server.lost = false;
  assert.equal((await comeBack(one)).ok, true);
  assert.equal(one.server.hash, await hashOf(one.known.token));
});

test("a question that never arrived strands nobody either", async () => {
  const one = await tab("first");
  one.known.next = "drawn, remembered, and never heard of by the server";
  assert.equal((await comeBack(one)).ok, true);
  assert.equal(one.server.asked, 1);
});

test("whatever was asked opens nothing when it is played again", async () => {
  const one = await tab("first");
  /** @type {[string, string][]} */
  const recorded = [];
  const ask = one.server.ask;
  one.server.ask = (token, hash) => { recorded.push([token, hash]); return ask(token, hash); };
  for (const lost of [false, true, true, false, true, false]) {
    one.server.lost = lost;
    assert.equal((await comeBack(one)).ok, !lost);
  }
  assert.ok(recorded.length > 6);
  for (const [token, hash] of recorded) assert.deepEqual(await ask(token, hash), { ok: false, code: "no-such-token" });
});

test("the new proof is remembered before the server hears of it", async () => {
  /** @type {string[]} */
  const order = [];
  await proveSeat({ token: "first" }, async () => { order.push("asked"); return { ok: true }; }, () => { order.push("kept"); });
  assert.deepEqual(order, ["kept", "asked"]);
});

test("a seat that another browser has is gone; a final word is final; no answer is neither", async () => {
  const one = await tab("first");
  one.server.hash = "another's";
  assert.equal(/** @type {any} */ (await comeBack(one)).why, "gone");
  assert.deepEqual(await proveSeat({ token: "x" }, async () => ({ ok: false, code: "removed" }), () => {}), { ok: false, why: "final", code: "removed" });
  assert.deepEqual(await proveSeat({ token: "x" }, async () => ({ ok: false, code: "unavailable" }), () => {}), { ok: false, why: "later", code: "unavailable" });
});
