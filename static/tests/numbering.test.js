import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, Sequence, patience } from "../numbering.js";

/** @param {Outbox} outbox @param {import("../types.d.ts").Command} command @returns {import("../types.d.ts").Ack[]} the answers that come */
function press(outbox, command) {
  /** @type {import("../types.d.ts").Ack[]} */
  const answers = [];
  outbox.add(command, {}, (ack) => answers.push(ack));
  return answers;
}

test("numbers rise strictly, from what the server has applied", () => {
  const outbox = new Outbox();
  outbox.returned(7);
  press(outbox, "raise_hand");
  press(outbox, "lower_hand");
  assert.deepEqual(outbox.waiting.map((one) => one.number), [8, 9]);
});

test("after a return the applied are answered, the rest is to be sent again in order with the same numbers", () => {
  const outbox = new Outbox();
  outbox.returned(0);
  const [raised, lowered, left] = [press(outbox, "raise_hand"), press(outbox, "lower_hand"), press(outbox, "leave")];
  assert.deepEqual(outbox.returned(1).map((one) => [one.number, one.command]), [[2, "lower_hand"], [3, "leave"]]);
  assert.deepEqual([raised, lowered, left], [[{ ok: true }], [], []]);
});

test("a second answer to a number changes nothing", () => {
  const outbox = new Outbox();
  const answers = press(outbox, "done");
  outbox.settle(1, { ok: false, code: "not-your-turn" });
  outbox.settle(1, { ok: true });
  assert.deepEqual(answers, [{ ok: false, code: "not-your-turn" }]);
});

test("a seat used in another browser meanwhile does not make numbers fall", () => {
  const outbox = new Outbox();
  outbox.returned(40);
  outbox.returned(3);
  press(outbox, "done");
  assert.equal(outbox.waiting[0].number, 41);
});

test("when it is over everything that waits is told", () => {
  const outbox = new Outbox();
  const answers = press(outbox, "done");
  outbox.giveUp("removed");
  assert.deepEqual(answers, [{ ok: false, code: "removed" }]);
  assert.equal(outbox.waiting.length, 0);
});

test("a gap is noticed once, and what follows it is in order again", () => {
  const sequence = new Sequence();
  assert.deepEqual([1, 2, 4, 5].map((number) => sequence.follows(number)), [true, true, false, true]);
});

test("a connection that begins at 2 has a gap", () => assert.equal(new Sequence().follows(2), false));

test("patience lies between 0.3 and 3 s and grows", () => {
  for (let attempt = 0; attempt < 9; attempt += 1) {
    assert.equal(patience(attempt, 0), 300);
    assert.ok(patience(attempt, 1) <= 3000);
    assert.ok(patience(attempt, 0.9) <= patience(attempt + 1, 0.9));
  }
  assert.equal(patience(0, 1), 600);
  assert.equal(patience(8, 1), 3000);
});
