/** The states of the console, as what the signals hold. Instants are seconds from now. */

import { evening, me } from "./people.js";

/** @import { PhaseView, SeatView, TurnView, View, You } from "../types.d.ts" */
/** @import { State } from "./states.js" */

const keeper = me({ role: "facilitator" });

/** In the middle of the part with the rounds. @param {Partial<PhaseView>} [more] @returns {PhaseView} */
const part = (more = {}) => ({ n: 4, of: 6, id: "rounds", prompt: 1, round: 1, rounds: 3, ends_at: 1075, ...more });

/** Two wait outside; one said how they are known. @type {View["lobby"]} */
const lobby = { w1: { name: [15, 40], role: "member", since: 1, greeting: "Ward B, in March" }, w2: { name: [3, 50], role: "member", since: 2 } };

/** One says that they were here; of two the connection is lost. @type {Partial<View>} */
const outside = {
  lobby: { ...lobby, w1: { name: [15, 40], role: "member", since: 1, was_here: "Quiet something" } },
  empty: { s3: { name: [40, 100], role: "member" }, x1: { name: [9, 33], role: "listener" } },
};

/** How much each held the floor, and how often. @type {Record<string, Partial<SeatView>>} */
const TIMES = {
  me: { floor: 95, shares: 1, heard: true }, s2: { floor: 180, shares: 1 }, s3: { floor: 60, shares: 1 }, s4: { floor: 106, shares: 1, heard: true },
  s6: { floor: 45, shares: 1, heard: true }, s7: { floor: 170, shares: 2, heard: true }, s9: { floor: 30, shares: 1, heard: true }, s10: { floor: 120, shares: 1, heard: true },
};

/**
 * A circle that I keep, with two who would keep it after me.
 * @param {Partial<View>} [changes] @param {{ count?: number, order?: string[], people?: Record<string, Partial<SeatView>>, deputies?: string[] }} [who] @returns {View}
 */
function kept(changes = {}, { count = 10, order = ["s5", "s8", "s2"], people = {}, deputies = ["s4", "s9"] } = {}) {
  const made = evening({ code: "K7RM4WXP", turns: true, phase: part(), ...changes }, { count, order, role: "facilitator" });
  const seats = Object.fromEntries(Object.entries(made.seats ?? {}).map(([id, seat]) => [id, { ...seat, ...TIMES[id], ...people[id] }]));
  for (const [index, id] of deputies.entries()) if (seats[id]) seats[id] = { ...seats[id], role: "deputy", next: index + 1, place: undefined };
  return { ...made, seats };
}

/** Another keeps it, and I am the first of their deputies. @param {Partial<View>} [changes] @returns {View} */
function helping(changes = {}) {
  return kept({ keeper: "s4", ...changes }, { deputies: ["me", "s9"], people: { s4: { role: "facilitator", away: changes.safe } } });
}

/** @param {TurnView["state"]} state @param {Partial<TurnView>} [more] @returns {TurnView} */
const mine = (state, more) => ({ seat: "me", state, seconds: 180, left: 180, ...more });
const sharing = mine("sharing", { left: 74 });
const deputy = me({ role: "deputy" });
const gathering = { stage: /** @type {const} */ ("gathering"), turn: undefined, turns: undefined, phase: part({ n: 1, id: "opening", round: undefined, rounds: undefined, ends_at: undefined }) };

/** What the two in the side room have written. @type {You["rooms"]} */
const rooms = { s6: { lines: { 1: { by: "me", text: "I am here. Take your time." }, 2: { by: "s6", text: "It is a bad evening. I do not want to say it before everyone." } } } };

/** @type {View["acts"]} */
const acts = { 7: { by: "s4", did: "mute", seat: "s2", at: -420 }, 8: { by: "me", did: "admit_all", at: -300 }, 9: { by: "s9", did: "give", seat: "s8", at: -60 } };

/** @type {Record<string, State>} */
export const keeping = {
  gathering: { view: kept({ ...gathering, lobby, deputy_needed: true }, { order: [], deputies: [] }), you: keeper },
  sharing: { view: kept({ lobby }), you: keeper },
  evening: { view: kept({ lobby, help: { s8: { state: "asked", since: -6 } } }), you: keeper },
  unfolded: { view: kept({ lobby, acts }), you: keeper, unfold: true },
  offered: { view: kept({ turn: { seat: "s3", state: "offered", seconds: 180, left: 180 } }), you: keeper },
  responses: { view: kept({ phase: part({ crosstalk: "after_share" }), turn: { seat: "s3", state: "responses", seconds: 180, left: 0, responses: 1, response: { seat: "s6", ends_at: 42 } } }), you: keeper },
  nobody: { view: kept({ turn: undefined }, { order: [] }), you: keeper },
  "next-round": { view: kept({ turn: undefined, again_until: 4e9 }, { order: [] }), you: keeper },
  last: { view: kept({ turn: undefined, phase: part({ n: 6, id: "closing", round: undefined, rounds: undefined, ends_at: 60 }), turns: undefined }, { order: [] }), you: keeper },
  late: { view: kept({ phase: part({ ends_at: -90 }) }), you: keeper },
  drawn: { view: kept({ turn: undefined, order: "draw" }, { order: [] }), you: keeper },
  paused: { view: kept({ stage: "paused", muted_all: true }), you: keeper },
  "my-offer": { view: kept({ turn: mine("offered") }), you: keeper, microphone: "open" },
  "voice-asked": { view: kept({ turn: mine("offered") }), you: keeper, voice: "none", voiceAsked: true },
  "voice-stopped": { view: kept({ turn: sharing }), you: keeper, microphone: "stopped", voice: "disguised" },
  "my-turn": { view: kept({ turn: sharing }), you: keeper, microphone: "open" },
  speaking: { view: kept({ speaking: "me" }), you: keeper, microphone: "open" },
  written: { view: kept({ written: { seat: "s9", text: "" } }), you: keeper, voices: true },
  muted: { view: kept({ order: "round" }, { people: { s3: { muted: true }, s2: { muted: true } } }), you: keeper },
  undo: { view: kept({ turn: { seat: "s5", state: "offered", seconds: 180, left: 180 }, undo: { what: "next", until: 4.9 } }, { order: ["s8", "s2"] }), you: keeper },
  unheard: { view: kept({ phase: part({ ends_at: -10 }) }), you: keeper, unheard: true },
  advice: { view: kept({ ...gathering, advice: { rounds: { 4: 1 }, minutes: 120 } }, { order: [], count: 12 }), you: keeper, unfold: true },
  split: { view: kept({ ...gathering, advice: { drop: 3, split: true } }, { order: [], count: 16 }), you: keeper, unfold: true },
  locked: { view: kept({ locked: true }), you: keeper, unfold: true },
  guarded: { view: kept({ guarded: true, lobby }), you: keeper, unfold: true },
  "help-asked": { view: kept({ help: { s6: { state: "asked", since: -8 } } }), you: keeper },
  "help-alerted": { view: kept({ help: { s6: { state: "alerted", since: -24 }, s8: { state: "offered", since: -60, by: "me" } } }), you: keeper },
  "help-together": { view: kept({ help: { s6: { state: "together", since: -90, by: "me" } } }), you: me({ role: "facilitator", rooms }) },
  "help-another": { view: kept({ help: { s6: { state: "together", since: -90, by: "s4" }, s8: { state: "offered", since: -60, by: "s9" } } }), you: keeper },
  "care-cards": { view: kept(), you: keeper, unfold: true },
  deputy: { view: helping({ acts }), you: deputy },
  "may-keep": { view: helping(), you: me({ role: "deputy", may_keep: true }), unfold: true },
  safe: { view: helping({ safe: true, closes_at: 540, turn: undefined }), you: me({ role: "deputy", may_keep: true }) },
  lost: { view: kept(), you: keeper, link: "reconnecting" },
  "lost-alone": { view: kept({}, { deputies: [] }), you: keeper, link: "offline" },
  calls: {
    view: kept({ phase: part({ call: true }) }, { people: { s2: { wants_call: 1 }, s8: { wants_call: 1 }, s6: { follow_up: true }, s10: { message: "Well said." } } }), you: keeper, unfold: true,
    calls: { s2: { number: "+91 98200 00000", when: "after 6 pm", may_name: false }, s8: { number: "022 2400 0000", when: "", may_name: true, kind: "follow_up" } },
  },
  unread: { view: kept({ unread: { 1: { seat: "s6", text: "I came in a minute ago. It is easier to write than to say it: yesterday was bad, today I am here." } } }), you: keeper },
  "was-here": { view: kept(outside), you: keeper },
  reseating: { view: kept(outside, { people: { s3: { away: true } } }), you: keeper, press: "lead.reseat.name w1" },
  "reseating-none": { view: kept({ ...outside, empty: {} }), you: keeper, press: "lead.reseat.name w1" },
  known: { view: kept({ names: "known_to_facilitator", lobby: { w1: { ...lobby?.w1, name: [15, 40], role: "member", since: 1, called: "Asha" } } }, { people: { s2: { called: "Ravi" }, s3: { called: "Meena" } } }), you: keeper },
  chosen: { view: kept({ names: "chosen" }, { people: { s2: { called: "Ravi" }, s3: { called: "Meena" }, me: { called: "Kavita" } } }), you: keeper },
  questions: {
    view: kept({ phase: part({ questions: true, crosstalk: undefined }), questions: { s5: "How do I ask whether they came home safe, without asking too much?", s8: "May I say no?" } }), you: keeper,
  },
  milestones: { view: kept({ turn: undefined, turns: undefined, milestones: { s6: "new", s2: "30d", s9: "1y" }, phase: part({ milestones: true, applause: true }) }, { order: [] }), you: keeper },
  menu: { view: kept(), you: keeper, press: "lead.menu s2" },
  "menu-deputy": { view: kept(), you: keeper, press: "lead.menu s4" },
  message: { view: kept({}, { people: { s2: { message: "Would you like to say a word today?" } } }), you: keeper, press: "lead.menu s2, lead.message" },
  rename: { view: kept({ names: "chosen" }, { people: { s2: { called: "Ravi" } } }), you: keeper, press: "lead.menu s2, lead.rename" },
  moving: { view: kept(), you: keeper, press: "lead.move s8" },
  removing: { view: kept(), you: keeper, press: "lead.remove s3" },
  ending: { view: kept(), you: keeper, press: "lead.end" },
  "new-link": { view: kept(), you: keeper, unfold: true, press: "lead.link.new" },
  keys: { view: kept(), you: keeper, press: "lead.keys.title" },
  refused: { view: kept(), you: keeper, refused: "nobody-waits" },
  many: { view: kept({ lobby }, { count: 24 }), you: keeper },
};
