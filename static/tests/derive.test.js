import assert from "node:assert/strict";
import { test } from "node:test";
import {
  PRIMARY_KEYS, STATUS_KEYS, besideFor, canKeep, cardIn, countsDown, floorIsMine, lobbyIn, mayBeWith, meIn, myTurnIn, nameIn, nextCardIn, othersAreHeard, placeOf, primaryFor, promptIn, queueFor,
  remainingOf, seatsFor, statusFor,
} from "../derive.js";

/** @import { Cards, PhaseView, TurnView, View, You } from "../types.d.ts" */

/** Four people in the ring k, m, a, b; k keeps, I am m. @param {Partial<View>} more @returns {View} */
const circle = (more = {}) => ({
  stage: "open", title: "Evening", format: "circle", language: "en", order: "hands", queue_open: true, keeper: "k",
  seats: {
    a: { name: [1, 1], role: "member", at: 30 }, b: { name: [2, 2], role: "member", at: 40 },
    k: { name: [3, 3], role: "facilitator", at: 10 }, m: { name: [4, 4], role: "member", at: 20 },
  },
  ...more,
});

/** @param {Partial<You>} more @returns {You} */
const me = (more = {}) => ({ seat: "m", role: "member", standing: "seated", ...more });

/** @param {string} seat @param {Partial<TurnView>} more @returns {TurnView} */
const turn = (seat, more = {}) => ({ seat, state: "sharing", seconds: 180, ends_at: 1180, ...more });

/** A share that others answer: I respond, or b does, or somebody may. @param {string | null} [seat] who responds @param {Partial<View>} [more] @returns {View} */
const answered = (seat = null, more = {}) => circle({
  phase: { n: 1, of: 2, id: "talk", crosstalk: "after_share" },
  turn: turn("a", { state: "responses", ends_at: undefined, left: 20, ...(seat && { response: { seat, ends_at: 1060 } }) }), ...more,
});

/** @type {PhaseView} */
const silence = { n: 1, of: 2, id: "sit", silent: true, ends_at: 1300 };

/** @param {Record<string, number>} places @param {Partial<View>} more @returns {View} */
function queued(places, more = {}) {
  const view = circle(more);
  for (const [seat, place] of Object.entries(places)) if (view.seats) view.seats[seat].place = place;
  return view;
}

test("the ring is the same for everybody, turned so that I come first", () => {
  assert.deepEqual(seatsFor(circle(), me()).map((seat) => seat.id), ["m", "a", "b", "k"]);
  assert.deepEqual(seatsFor(circle(), me({ seat: "b" })).map((seat) => seat.id), ["b", "k", "m", "a"]);
  assert.deepEqual(seatsFor(circle(), null).map((seat) => seat.id), ["k", "m", "a", "b"]);
  assert.deepEqual(seatsFor(null, null), []);
  assert.deepEqual(seatsFor(circle(), me()).map((seat) => seat.me), [true, false, false, false]);
});

test("the queue is in the order of places, whoever looks", () => {
  for (const seat of ["m", "a", "k"]) assert.deepEqual(queueFor(queued({ b: 1, m: 2, a: 3 }), me({ seat })).map((one) => one.id), ["b", "m", "a"]);
});

test("who came first to the lobby is first", () => {
  const view = circle({ lobby: { x: { name: [1, 2], role: "member", since: 9 }, y: { name: [1, 3], role: "member", since: 5 } } });
  assert.deepEqual(lobbyIn(view).map((one) => one.id), ["y", "x"]);
});

test("me, my place, my turn", () => {
  assert.equal(meIn(circle(), me())?.id, "m");
  assert.equal(meIn(circle(), me({ seat: "z" })), null);
  assert.equal(placeOf(queued({ m: 2 }), me()), 2);
  assert.equal(placeOf(circle(), me()), null);
  assert.equal(myTurnIn(circle({ turn: turn("m", { state: "held" }) }), me()), "held");
  assert.equal(myTurnIn(circle({ turn: turn("a") }), me()), "none");
  assert.equal(canKeep(circle(), me()), false);
  assert.equal(canKeep(circle(), me({ seat: "k", role: "facilitator" })), true);
  assert.equal(canKeep(circle(), me({ role: "deputy", standing: "waiting" })), false);
});

// My microphone: open in exactly these.
/** @type {[string, View, You, boolean][]} */
const FLOORS = [
  ["my share", circle({ turn: turn("m") }), me(), true],
  ["my offer", circle({ turn: turn("m", { state: "offered" }) }), me(), false],
  ["my held piece", circle({ turn: turn("m", { state: "held" }) }), me(), false],
  ["my written share", circle({ turn: turn("m", { written: true }) }), me(), false],
  ["another's share", circle({ turn: turn("a") }), me(), false],
  ["a quiet minute", circle({ turn: turn("m"), stage: "paused" }), me(), false],
  ["before the start", circle({ turn: turn("m"), stage: "gathering" }), me(), false],
  ["all muted", circle({ turn: turn("m"), muted_all: true }), me(), false],
  ["muted by a facilitator", circle({ turn: turn("m") }), me({ muted: true }), false],
  ["in the lobby", circle({ turn: turn("m") }), me({ standing: "waiting" }), false],
  ["a facilitator who speaks", circle({ speaking: "k" }), me({ seat: "k", role: "facilitator" }), true],
  ["a facilitator who speaks in a quiet minute", circle({ speaking: "k", stage: "paused", muted_all: true }), me({ seat: "k", role: "facilitator" }), true],
  ["a facilitator who does not", circle({ turn: turn("m") }), me({ seat: "k", role: "facilitator" }), false],
  ["I respond", answered("m"), me(), true],
  ["another responds", answered("b"), me(), false],
  ["I may respond", answered(), me(), false],
  ["I respond, and am muted", answered("m"), me({ muted: true }), false],
  ["I respond, and all are muted", answered("m", { muted_all: true }), me(), false],
  ["I respond, and a quiet minute begins", answered("m", { stage: "paused" }), me(), false],
  ["my share is answered", answered("b"), me({ seat: "a" }), false],
  ["silence", circle({ turn: turn("m"), phase: silence }), me(), false],
  ["the keeper ends the silence", circle({ speaking: "k", phase: silence }), me({ seat: "k", role: "facilitator" }), true],
  ["the end", { stage: "ended", speaking: "m" }, me(), false],
];
for (const [when, view, you, mine] of FLOORS) test(`floor: ${when}`, () => assert.equal(floorIsMine(view, you), mine));
test("floor: nothing known", () => assert.equal(floorIsMine(null, null), false));

/** @type {[string, View, boolean][]} */
const HEARD = [
  ["another shares", circle({ turn: turn("a") }), true],
  ["I share", circle({ turn: turn("m") }), false],
  ["another is offered", circle({ turn: turn("a", { state: "offered" }) }), false],
  ["another writes", circle({ turn: turn("a", { written: true }) }), false],
  ["all are muted", circle({ turn: turn("a"), muted_all: true }), false],
  ["another is not heard now", circle({ turn: turn("a", { quiet: true }) }), false],
  ["a quiet minute", circle({ turn: turn("a"), stage: "paused" }), false],
  ["the keeper speaks in a quiet minute", circle({ speaking: "k", stage: "paused" }), true],
  ["another responds", answered("b"), true],
  ["another responds beside the share", circle({ turn: turn("a", { quiet: true, response: { seat: "b", ends_at: 1060 } }) }), true],
  ["another responds to mine", circle({ turn: turn("m", { response: { seat: "b", ends_at: 1060 } }) }), true],
  ["I respond after the share", answered("m"), false],
  ["I respond beside the share", circle({ turn: turn("a", { response: { seat: "m", ends_at: 1060 } }) }), true],
  ["another may respond", answered(), false],
  ["another responds, and a quiet minute begins", answered("b", { stage: "paused" }), false],
  ["silence", circle({ turn: turn("a"), phase: silence }), false],
  ["nobody", circle(), false],
];
for (const [when, view, heard] of HEARD) test(`others heard: ${when}`, () => assert.equal(othersAreHeard(view, me()), heard));
test("others heard: somebody away is not waited for", () => {
  const view = circle({ turn: turn("a") });
  if (view.seats) view.seats.a.away = true;
  assert.equal(othersAreHeard(view, me()), false);
});

test("time left: counted from the instant, or as it stood", () => {
  assert.equal(remainingOf(turn("a"), 1000), 180);
  assert.equal(remainingOf(turn("a"), 1190), -10);
  assert.equal(remainingOf(turn("a", { ends_at: undefined, left: 74.5 }), 1000), 74.5);
  assert.equal(remainingOf(undefined, 1000), null);
});

/** @type {[string, View | null, You | null, string, object][]} */
const STATUSES = [
  ["nothing known", null, null, "status.entering", {}],
  ["the lobby", { stage: "open" }, me({ standing: "waiting" }), "status.lobby", {}],
  ["ended", { stage: "ended" }, me(), "status.ended", {}],
  ["gathering", circle({ stage: "gathering" }), me(), "status.gathering", {}],
  ["gathering with my hand up", queued({ m: 1 }, { stage: "gathering" }), me(), "status.gathering_queued", { n: 1 }],
  ["nobody shares", circle(), me(), "status.nobody", {}],
  ["another shares", circle({ turn: turn("a") }), me(), "status.sharing", { name: [1, 1] }],
  ["another writes", circle({ turn: turn("a", { written: true }) }), me(), "status.writing", { name: [1, 1] }],
  ["another is offered", circle({ turn: turn("a", { state: "offered" }) }), me(), "status.offered", { name: [1, 1] }],
  ["another was lost", circle({ turn: turn("a", { state: "held" }) }), me(), "status.held", { name: [1, 1] }],
  ["I am next", queued({ m: 1 }, { turn: turn("a") }), me(), "status.next", { name: [1, 1] }],
  ["I am third", queued({ a: 1, b: 2, m: 3 }, { turn: turn("k") }), me(), "status.queued", { n: 3, name: [3, 3] }],
  ["I am second and nobody shares", queued({ a: 1, m: 2 }), me(), "status.queued_alone", { n: 2 }],
  ["I am offered", circle({ turn: turn("m", { state: "offered" }) }), me(), "status.my_offer", {}],
  ["I share", circle({ turn: turn("m") }), me(), "status.my_turn", {}],
  ["I am over my time", circle({ turn: turn("m", { ends_at: 999 }) }), me(), "status.my_turn_closing", {}],
  ["I write", circle({ turn: turn("m", { written: true }) }), me(), "status.my_turn_writing", {}],
  ["I share and am muted", circle({ turn: turn("m") }), me({ muted: true }), "status.my_turn_muted", {}],
  ["I share and all are muted", circle({ turn: turn("m"), muted_all: true }), me(), "status.my_turn_muted", {}],
  ["my piece waits", circle({ turn: turn("m", { state: "held" }) }), me(), "status.my_held", {}],
  ["a quiet minute", circle({ stage: "paused", turn: turn("m") }), me(), "status.paused", {}],
  ["all are muted", circle({ turn: turn("a"), muted_all: true }), me(), "status.muted_all", {}],
  ["I speak as the keeper", circle({ speaking: "k" }), me({ seat: "k", role: "facilitator" }), "status.speaking.mine", {}],
  ["the keeper speaks", circle({ speaking: "k" }), me(), "status.speaking", { name: [3, 3] }],
  ["we sit in silence", queued({ m: 1 }, { phase: silence }), me(), "status.silence", {}],
  ["the keeper speaks into the silence", circle({ phase: silence, speaking: "k" }), me(), "status.speaking", { name: [3, 3] }],
  ["silence before the start", circle({ phase: silence, stage: "gathering" }), me(), "status.gathering", {}],
  ["nobody keeps the circle", circle({ safe: true }), me(), "status.safe", {}],
  ["nobody keeps the circle, and another finishes", circle({ safe: true, turn: turn("a") }), me(), "status.sharing", { name: [1, 1] }],
  ["nobody keeps the circle, and I finish", circle({ safe: true, turn: turn("m") }), me(), "status.my_turn", {}],
  ["I am third, and responses are invited", queued({ m: 3 }, answered()), me(), "status.responses", { name: [1, 1] }],
  ["there were enough responses", answered(null, { turn: turn("a", { state: "responses", responses: 3 }) }), me(), "status.sharing", { name: [1, 1] }],
  ["I invited responses", answered(), me({ seat: "a" }), "status.my_responses", {}],
  ["another responds to mine", answered("b"), me({ seat: "a" }), "status.response", { name: [2, 2] }],
  ["I respond", answered("m"), me(), "status.my_response", {}],
  ["I respond and am muted", answered("m"), me({ muted: true }), "status.my_turn_muted", {}],
  ["another responds", answered("b"), me(), "status.response", { name: [2, 2] }],
];
for (const [when, view, you, key, values] of STATUSES) test(`status: ${when}`, () => assert.deepEqual(statusFor(view, you, 1000), { key, values }));
test("every status has a case", () => assert.deepEqual([...STATUS_KEYS].filter((key) => !STATUSES.some((one) => one[3] === key)), ["status.next_alone"]));
test("status: next, and nobody shares", () => assert.equal(statusFor(queued({ m: 1 }), me(), 1000).key, "status.next_alone"));

/** @type {[string, View | null, You | null, object | null][]} */
const BUTTONS = [
  ["listening", circle(), me(), { command: "raise_hand", key: "do.raise_hand" }],
  ["before the start too", circle({ stage: "gathering" }), me(), { command: "raise_hand", key: "do.raise_hand" }],
  ["the queue is closed", circle({ queue_open: false }), me(), { command: "raise_hand", key: "do.raise_hand", closed: "queue-closed" }],
  ["waiting", queued({ m: 4 }), me(), { command: "lower_hand", key: "do.lower_hand" }],
  ["offered", circle({ turn: turn("m", { state: "offered" }) }), me(), { command: "begin", key: "do.begin" }],
  ["offered in a quiet minute", circle({ stage: "paused", turn: turn("m", { state: "offered" }) }), me(), { command: "begin", key: "do.begin", closed: "paused" }],
  ["held", circle({ turn: turn("m", { state: "held" }) }), me(), { command: "begin", key: "do.begin" }],
  ["sharing", circle({ turn: turn("m") }), me(), { command: "done", key: "do.done" }],
  ["waiting in a round", queued({ m: 4 }, { order: "round" }), me(), { command: "lower_hand", key: "do.pass_ahead" }],
  ["the next is drawn", circle({ order: "draw" }), me(), null],
  ["the next is drawn, and I only listen", circle({ order: "draw" }), me({ listens: true }), { command: "raise_hand", key: "do.raise_hand" }],
  ["I invited responses", answered(), me({ seat: "a" }), { command: "done", key: "do.done" }],
  ["I respond", answered("m"), me(), { command: "done", key: "do.done" }],
  ["a listener", circle(), me({ role: "listener" }), null],
  ["the lobby", circle(), me({ standing: "waiting" }), null],
  ["ended", { stage: "ended" }, me(), null],
  ["nothing known", null, null, null],
];
for (const [when, view, you, button] of BUTTONS) test(`big button: ${when}`, () => assert.deepEqual(primaryFor(view, you), button));
test("every big button has a case", () => assert.deepEqual([...PRIMARY_KEYS].filter((key) => !BUTTONS.some((one) => /** @type {any} */ (one[3])?.key === key)), []));

const open = (/** @type {Partial<View>} */ more = {}) => circle({ phase: { n: 1, of: 2, id: "talk", crosstalk: "open" }, ...more });
const answers = (/** @type {Partial<View>} */ more = {}) => answered(null, more);
/** @type {[string, View | null, You | null, object | null][]} */
const BESIDE = [
  ["a phase without answers", circle({ turn: turn("a") }), me(), null],
  ["a phase with answers, and nobody shares", answers({ turn: undefined }), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["another shares", answers({ turn: turn("a") }), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["another shares where everybody may answer", open({ turn: turn("a") }), me(), { command: "respond", key: "do.respond" }],
  ["I share", answers({ turn: turn("m") }), me(), { command: "invite_responses", key: "do.invite" }],
  ["I share in safe mode", answers({ turn: turn("m"), safe: true }), me(), { command: "invite_responses", key: "do.invite", closed: "not-now" }],
  ["I share where everybody may answer", open({ turn: turn("m") }), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["I am offered", answers({ turn: turn("m", { state: "offered" }) }), me(), null],
  ["I invited responses", answers(), me({ seat: "a" }), { command: "invite_responses", key: "do.invite", closed: "not-now" }],
  ["another invited responses", answers(), me(), { command: "respond", key: "do.respond" }],
  ["another responds", answered("b"), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["I respond", answered("m"), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["responses in a quiet minute", answers({ stage: "paused" }), me(), { command: "respond", key: "do.respond", closed: "not-now" }],
  ["a listener", answers(), me({ role: "listener" }), null],
  ["nothing known", null, null, null],
];
for (const [when, view, you, button] of BESIDE) test(`beside the big button: ${when}`, () => assert.deepEqual(besideFor(view, you), button));

test("with whom one can be: who shares, not oneself, not before anybody has; in applause everybody", () => {
  assert.equal(mayBeWith(circle({ turn: turn("a") }), me()), true);
  assert.equal(mayBeWith(answered(), me()), true);
  assert.equal(mayBeWith(circle({ turn: turn("a", { state: "offered" }) }), me()), false);
  assert.equal(mayBeWith(circle({ turn: turn("m") }), me()), false);
  assert.equal(mayBeWith(circle(), me()), false);
  assert.equal(mayBeWith(circle({ written: { seat: "a", text: "" } }), me()), true);
  assert.equal(mayBeWith(circle({ written: { seat: "b", text: "" }, turn: turn("a", { state: "offered" }) }), me()), true);
  assert.equal(mayBeWith(circle({ written: { seat: "m", text: "" } }), me()), false);
  assert.equal(mayBeWith(circle({ phase: { n: 1, of: 2, id: "applause", applause: true } }), me()), true);
  assert.equal(mayBeWith(circle({ stage: "gathering", turn: turn("a") }), me()), false);
});

/** @type {Cards} */
const cards = {
  format: "circle", title: "Circle", about: "",
  phases: [{ id: "opening", title: "Opening", minutes: 5, prompts: [] }, { id: "rounds", title: "Rounds", minutes: 50, prompts: ["first?", "second?"] }],
};

test("a phase's words are found by its number, and never another format's", () => {
  const second = circle({ phase: { n: 2, of: 2, id: "rounds", prompt: 2 } });
  assert.equal(cardIn(second, cards)?.title, "Rounds");
  assert.equal(promptIn(second, cards), "second?");
  assert.equal(nextCardIn(second, cards), null);
  assert.equal(nextCardIn(circle({ phase: { n: 1, of: 2, id: "opening" } }), cards)?.title, "Rounds");
  assert.equal(promptIn(circle({ phase: { n: 1, of: 2, id: "opening" } }), cards), "");
  assert.equal(promptIn({ ...second, format: "support_circle" }, cards), "");
  assert.equal(promptIn(second, null), "");
  assert.equal(promptIn(circle(), cards), "");
});

test("a typed name is shown where names are chosen, and never read out where only the facilitator knows it", () => {
  const named = (/** @type {View["names"]} */ names) => {
    const view = circle({ names });
    if (view.seats) view.seats.a.called = "Asha";
    return [seatsFor(view, me()).find((seat) => seat.id === "a")?.shown, nameIn(view, "a")];
  };
  assert.deepEqual(named("chosen"), ["Asha", "Asha"]);
  assert.deepEqual(named("known_to_facilitator"), [[1, 1], [1, 1]]);
});

test("the clock moves while something counts down", () => {
  assert.equal(countsDown(circle(), me()), false);
  assert.equal(countsDown(circle({ turn: turn("a") }), me()), true);
  assert.equal(countsDown(circle({ undo: { what: "next", until: 5 } }), me()), true);
  assert.equal(countsDown(circle(), me({ not_done_until: 5 })), true);
  assert.equal(countsDown(circle({ phase: silence }), me()), true);
  assert.equal(countsDown(circle({ phase: silence, stage: "gathering" }), me()), false);
  assert.equal(countsDown(circle({ safe: true, closes_at: 9 }), me({ role: "deputy" })), true);
  const planned = circle({ phase: { n: 1, of: 2, id: "opening", ends_at: 9 } });
  assert.equal(countsDown(planned, me()), false);
  assert.equal(countsDown(planned, me({ seat: "k", role: "facilitator" })), true);
});
