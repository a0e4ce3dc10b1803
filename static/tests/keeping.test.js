import assert from "node:assert/strict";
import { test } from "node:test";
import { deputiesIn, dropPlace, isLast, nextFor, timeShared, unheardIn } from "../keeping.js";
import { queueFor, seatsFor } from "../derive.js";

/** @import { Cards, SeatView, View } from "../types.d.ts" */

const NOW = 1000;

/** @type {Cards} */
const cards = {
  format: "circle", title: "Circle", about: "",
  phases: ["Opening", "Rounds", "Closing"].map((title) => ({ id: title, title, minutes: 5, prompts: [] })),
};

/** @param {Partial<View>} more @param {Record<string, Partial<SeatView>>} people @returns {View} */
const circle = (more = {}, people = {}) => ({
  stage: "open", format: "circle", order: "hands", turns: true, phase: { n: 2, of: 3, id: "rounds", ends_at: NOW + 600 },
  seats: Object.fromEntries(["k", "a", "b"].map((id, index) => [id, { name: [index, index], role: id === "k" ? "facilitator" : "member", at: index, ...people[id] }])),
  ...more,
});

/** @param {View} view */
const next = (view) => {
  const { step, values } = nextFor(view, queueFor(view, null), seatsFor(view, null), cards, NOW);
  return [step, ...Object.values(values)];
};

/** @param {string} seat @returns {View["turn"]} */
const turn = (seat) => ({ seat, state: "sharing", seconds: 180, ends_at: NOW + 60 });

test("Next says whom it brings, what it ends, and which part it begins", () => {
  assert.deepEqual(next(circle({ stage: "gathering" })), ["start"]);
  assert.deepEqual(next(circle({}, { a: { place: 1, away: true }, b: { place: 2 } })), ["person", [2, 2]]);
  assert.deepEqual(next(circle({ turn: turn("a") })), ["share"]);
  assert.deepEqual(next(circle()), ["part", "Closing"]);
  assert.deepEqual(next(circle({ phase: { n: 3, of: 3, id: "closing" } })), ["end"]);
});

test("hands that are up in a part where the piece goes to nobody wait for the next part", () => {
  assert.deepEqual(next(circle({ turns: undefined, phase: { n: 1, of: 3, id: "opening" } }, { a: { place: 1 } })), ["part", "Rounds"]);
});

test("one more round while it fits", () => {
  const phase = { n: 2, of: 3, id: "rounds", round: 1, rounds: 3 };
  assert.deepEqual(next(circle({ phase, again_until: NOW + 1 })), ["round", 2, 3]);
  assert.deepEqual(next(circle({ phase, again_until: NOW - 1 })), ["part", "Closing"]);
  assert.deepEqual(next(circle({ phase, again_until: NOW + 1 }, { a: { place: 1 } })), ["person", [1, 1]]);
});

test("when the part's time is over Next leads on, also out of a share", () => {
  const phase = { n: 2, of: 3, id: "rounds", ends_at: NOW };
  assert.deepEqual(next(circle({ phase, turn: turn("b") }, { a: { place: 1 } })), ["part", "Closing"]);
  assert.deepEqual(next(circle({ phase: { ...phase, n: 3 } }, { a: { place: 1 } })), ["person", [1, 1]]);
});

test("who was heard already is not brought again when there is no time for it", () => {
  const soon = { n: 2, of: 3, id: "rounds", ends_at: NOW + 60 };
  assert.deepEqual(next(circle({ phase: soon }, { a: { place: 1, heard: true }, b: { place: 2 } })), ["person", [2, 2]]);
  assert.deepEqual(next(circle({ phase: soon }, { a: { place: 1, heard: true } })), ["part", "Closing"]);
});

test("where the next is drawn nobody is named beforehand", () => {
  assert.deepEqual(next(circle({ order: "draw" })), ["draw"]);
  assert.deepEqual(next(circle({ order: "draw" }, { a: { heard: true }, b: { listens: true } })), ["part", "Closing"]);
});

test("what comes after the end is a part of its own", () => {
  const after = { ...cards, phases: [...cards.phases, { id: "fellowship", title: "After", minutes: 15, prompts: [] }] };
  assert.equal(isLast(circle({ phase: { n: 3, of: 3, id: "closing" } }), after), false);
  assert.equal(isLast(circle({ phase: { n: 4, of: 3, id: "fellowship" } }), after), true);
  assert.equal(isLast(circle({ phase: { n: 3, of: 3, id: "closing" } }), null), true);
});

test("unheard is who waits and was not heard", () => {
  const view = circle({}, { a: { place: 1, heard: true }, b: { place: 2 } });
  assert.deepEqual(unheardIn(view, queueFor(view, null), seatsFor(view, null)).map((seat) => seat.id), ["b"]);
});

test("unheard is also who was offered the piece and has not begun", () => {
  /** @param {View["turn"]} held @returns {string[]} */
  const unheard = (held) => {
    const view = circle({ turn: held }, { b: { place: 1 } });
    return unheardIn(view, queueFor(view, null), seatsFor(view, null)).map((seat) => seat.id);
  };
  assert.deepEqual(unheard({ seat: "a", state: "offered", seconds: 180, left: 180 }), ["b", "a"]);
  assert.deepEqual(unheard({ seat: "a", state: "held", seconds: 180, left: 50 }), ["b", "a"]);
  assert.deepEqual(unheard(turn("a")), ["b"]);
});

test("time shared counts finished shares and the one that runs, against the longest", () => {
  const view = circle({ turn: turn("a") }, { a: { floor: 30, shares: 1 }, b: { floor: 300, shares: 2 } });
  const times = timeShared(view, seatsFor(view, null), 60);
  assert.deepEqual(times.map((one) => [one.seat.id, one.seconds, one.part, one.shares]), [["k", 0, 0, 0], ["a", 150, 0.5, 1], ["b", 300, 1, 2]]);
  assert.equal(timeShared(null, [], null).length, 0);
});

test("deputies stand in the order in which they would keep the circle", () => {
  const view = circle({}, { a: { role: "deputy", next: 2 }, b: { role: "deputy", next: 1 } });
  assert.deepEqual(deputiesIn(seatsFor(view, null)).map((seat) => seat.id), ["b", "a"]);
});

test("a place is dropped where the pointer is", () => {
  assert.equal(dropPlace([10, 20, 30], 1, 5), 1);
  assert.equal(dropPlace([10, 20, 30], 1, 25), 2);
  assert.equal(dropPlace([10, 20, 30], 1, 35), 3);
  assert.equal(dropPlace([10, 20, 30], 3, 5), 1);
  assert.equal(dropPlace([10, 20, 30], 2, 15), 2);
});
