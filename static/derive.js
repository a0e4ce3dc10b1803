/** What the view means for one person: whose turn it is, where I stand, what the big button does. Pure. */

/** @import { Card, Cards, Command, Instant, MyTurn, Name, Primary, Seat, SeatId, Sentence, TurnView, View, Waiting, You } from "./types.d.ts" */

/** Every key that `statusFor` can ask of the words, for the test that compares them. */
export const STATUS_KEYS = /** @type {const} */ ([
  "status.entering", "status.lobby", "status.ended", "status.gathering", "status.gathering_queued", "status.paused",
  "status.my_offer", "status.my_held", "status.my_turn", "status.my_turn_closing", "status.my_turn_muted", "status.my_turn_writing",
  "status.next", "status.next_alone", "status.queued", "status.queued_alone",
  "status.sharing", "status.writing", "status.offered", "status.held", "status.nobody", "status.muted_all",
  "status.speaking", "status.speaking.mine",
  "status.my_responses", "status.my_response", "status.responses", "status.response", "status.silence", "status.safe",
]);

/** Every key that `primaryFor` can ask of the words. */
export const PRIMARY_KEYS = /** @type {const} */ (["do.raise_hand", "do.lower_hand", "do.pass_ahead", "do.begin", "do.done"]);

/** Orders that bring the turn to everybody, without a hand. @type {ReadonlySet<string | undefined>} */
const EVERYBODYS = new Set(["round", "draw", "tag", "equal_slots"]);

/** To one share. */
const RESPONSES_AT_MOST = 3;

/** How long before the end the quiet sign comes. */
export const QUIET_SIGN_SECONDS = 30;

/** @param {View | null} view @param {You | null} you @returns {Seat | null} me, once seated and seen */
export function meIn(view, you) {
  const seat = you && view?.seats?.[you.seat];
  return seat ? { ...seat, id: you.seat, me: true, shown: shownAs(view, seat) } : null;
}

/**
 * Everyone in ring order, starting with me: the ring is the same on every screen, only turned.
 * @param {View | null} view @param {You | null} you @returns {Seat[]}
 */
export function seatsFor(view, you) {
  const ring = Object.entries(view?.seats ?? {})
    .map(([id, seat]) => ({ ...seat, id, me: id === you?.seat, shown: shownAs(view, seat) }))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const mine = ring.findIndex((seat) => seat.me);
  return mine <= 0 ? ring : [...ring.slice(mine), ...ring.slice(0, mine)];
}

/** @param {View | null} view @param {You | null} you @returns {Seat[]} who waits for the piece, the next one first */
export function queueFor(view, you) {
  return seatsFor(view, you)
    .filter((seat) => seat.place !== undefined)
    .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
}

/** @param {View | null} view @returns {Waiting[]} who is in the lobby, first come first; only a facilitator's view has them */
export function lobbyIn(view) {
  return Object.entries(view?.lobby ?? {})
    .map(([id, waiting]) => ({ ...waiting, id, shown: shownAs(view, waiting) }))
    .sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
}

/** @param {View | null} view @param {You | null} you @returns {MyTurn} */
export function myTurnIn(view, you) {
  return view?.turn && you && view.turn.seat === you.seat ? view.turn.state : "none";
}

/** @param {View | null} view @param {You | null} you @returns {number | null} my place in the queue, from 1 */
export function placeOf(view, you) {
  return (you && view?.seats?.[you.seat]?.place) ?? you?.place ?? null;
}

/** @param {View | null} view @param {You | null} you @returns {boolean} whether I am the one who responds to a share */
export function respondsIn(view, you) {
  return you !== null && view?.turn?.response?.seat === you.seat;
}

/** @param {View} view @returns {boolean} whether members are heard at all: not in a quiet minute, not in silence */
function membersSound(view) {
  return view.stage === "open" && !view.muted_all && !view.phase?.silent;
}

/** @param {View | null} view @param {You | null} you @returns {boolean} whether my microphone may be open by the rules, as far as I know them */
export function floorIsMine(view, you) {
  if (!view || !you || you.standing !== "seated" || you.muted) return false;
  const speaking = view.speaking === you.seat && view.stage !== "ended";
  const { turn } = view;
  const sharing = turn?.seat === you.seat && turn.state === "sharing" && !turn.written;
  return speaking || (membersSound(view) && (sharing || respondsIn(view, you)));
}

/** @param {View | null} view @param {You | null} you @returns {boolean} whether somebody else should be heard now */
export function othersAreHeard(view, you) {
  if (!view || you?.standing !== "seated") return false;
  if (view.speaking !== undefined && view.speaking !== you.seat && !view.seats?.[view.speaking]?.away) return true;
  const { turn } = view;
  if (turn === undefined || !membersSound(view)) return false;
  const { response } = turn;
  if (response !== undefined && response.seat !== you.seat && !view.seats?.[response.seat]?.away) return true;
  return turn.seat !== you.seat && turn.state === "sharing" && !turn.written && !turn.quiet && !view.seats?.[turn.seat]?.away;
}

/** @param {View | null} view @param {You | null} you @returns {boolean} facilitators and deputies */
export function canKeep(view, you) {
  return you?.standing === "seated" && (you.role === "facilitator" || you.role === "deputy") && view?.stage !== "ended";
}

/** @param {TurnView | undefined} turn @param {Instant} now @returns {number | null} seconds; below zero is over time */
export function remainingOf(turn, now) {
  if (!turn) return null;
  if (turn.ends_at !== undefined) return turn.ends_at - now;
  return turn.left ?? turn.seconds;
}

/** @param {View | null} view @param {SeatId | undefined} seat @returns {Name | string | undefined} */
export function nameIn(view, seat) {
  const person = seat === undefined ? undefined : (view?.seats?.[seat] ?? view?.lobby?.[seat]);
  return person && shownAs(view, person);
}

/**
 * A name that only the facilitator knows is never what the screen calls a person by: it would be read out.
 * @param {View | null} view @param {{ name: Name, called?: string }} person @returns {Name | string}
 */
function shownAs(view, person) {
  return view?.names === "chosen" && person.called ? person.called : person.name;
}

/** @param {View | null} view @param {Cards | null} cards @returns {Card | null} the words of the phase */
export function cardIn(view, cards) {
  return (view?.phase && cards?.format === view.format && cards?.phases[view.phase.n - 1]) || null;
}

/** @param {View | null} view @param {Cards | null} cards @returns {string} the question that is asked now; empty: none */
export function promptIn(view, cards) {
  return cardIn(view, cards)?.prompts[(view?.phase?.prompt ?? 1) - 1] ?? "";
}

/** @param {View | null} view @param {Cards | null} cards @returns {Card | null} the words of the phase that comes after */
export function nextCardIn(view, cards) {
  return (view?.phase && cards?.format === view.format && cards?.phases[view.phase.n]) || null;
}

/** @param {View | null} view @param {You | null} you @returns {boolean} whether something on the screen counts down */
export function countsDown(view, you) {
  const { stage, turn, undo, phase } = view ?? {};
  return (phase?.silent === true && stage === "open" && phase.ends_at !== undefined) || [turn?.ends_at, turn?.lapses_at, turn?.response, undo, you?.lapses_at, you?.not_done_until].some((one) => one !== undefined)
    || (canKeep(view, you) && (phase?.ends_at !== undefined || view?.safe === true));
}

/**
 * The sentence in the dock: the one thing that matters most to me now.
 * @param {View | null} view @param {You | null} you @param {Instant} now @returns {Sentence}
 */
export function statusFor(view, you, now) {
  if (view?.stage === "ended") return say("status.ended");
  if (!view || !you) return say("status.entering");
  if (you.standing === "waiting") return say("status.lobby");
  const mine = mySentence(view, you, now);
  if (mine) return mine;
  if (view.speaking === you.seat) return say("status.speaking.mine");
  if (view.stage === "paused") return say("status.paused");
  if (view.speaking === undefined && view.stage === "open") {
    if (view.phase?.silent) return say("status.silence");
    if (view.safe && !view.turn) return say("status.safe");
  }
  const place = placeOf(view, you);
  if (view.stage === "gathering") return place === null ? say("status.gathering") : say("status.gathering_queued", { n: place });
  const name = nameIn(view, view.turn?.seat);
  if (name && responseWanted(view, you) && view.turn?.state === "responses") return say("status.responses", { name });
  if (place === 1) return name ? say("status.next", { name }) : say("status.next_alone");
  if (place !== null) return name ? say("status.queued", { n: place, name }) : say("status.queued_alone", { n: place });
  return othersSentence(view, name);
}

/** @param {View} view @param {You} you @param {Instant} now @returns {Sentence | null} */
function mySentence(view, you, now) {
  const turn = myTurnIn(view, you);
  if (view.stage !== "open") return null; // the quiet minute is everybody's, the holder's too
  if (respondsIn(view, you)) return say(you.muted || view.muted_all ? "status.my_turn_muted" : "status.my_response");
  if (turn === "none") return null;
  if (turn === "responses") {
    const name = nameIn(view, view.turn?.response?.seat);
    return name ? say("status.response", { name }) : say("status.my_responses");
  }
  if (turn === "offered") return say("status.my_offer");
  if (turn === "held") return say("status.my_held");
  if (view.turn?.written) return say("status.my_turn_writing");
  if (you.muted || view.muted_all) return say("status.my_turn_muted");
  return (remainingOf(view.turn, now) ?? 1) <= 0 ? say("status.my_turn_closing") : say("status.my_turn");
}

/** @param {View} view @param {Name | string | undefined} name @returns {Sentence} */
function othersSentence(view, name) {
  const keeper = nameIn(view, view.speaking);
  if (keeper && view.turn?.state !== "sharing") return say("status.speaking", { name: keeper });
  if (view.muted_all) return say("status.muted_all");
  if (!view.turn || !name) return say("status.nobody");
  const responding = nameIn(view, view.turn.response?.seat);
  if (responding) return say("status.response", { name: responding });
  if (view.turn.state === "offered") return say("status.offered", { name });
  if (view.turn.state === "held") return say("status.held", { name });
  return say(view.turn.written ? "status.writing" : "status.sharing", { name });
}

/** @param {(typeof STATUS_KEYS)[number]} key @param {Sentence["values"]} [values] @returns {Sentence} */
function say(key, values = {}) {
  return { key, values };
}

/** @param {View | null} view @param {You | null} you @returns {boolean} whether *Respond* would be heard */
export function responseWanted(view, you) {
  const { turn, phase } = view ?? {};
  if (!turn || !you || turn.seat === you.seat || turn.response || view?.stage !== "open" || view.safe) return false;
  if (turn.state === "responses") return (turn.responses ?? 0) < RESPONSES_AT_MOST;
  return turn.state === "sharing" && phase?.crosstalk === "open";
}

/** A written share ends as it is shown; one can be with its writer until the next one begins. @param {View | null} view @param {You | null} you @returns {boolean} whether somebody shares, or has just shared, to be with */
export function mayBeWith(view, you) {
  if (!you || view?.stage === "gathering" || view?.turn?.seat === you.seat) return false;
  const begun = view?.turn !== undefined && view.turn.state !== "offered";
  return begun || view?.phase?.applause === true || (view?.written !== undefined && view.written.seat !== you.seat);
}

/**
 * The one big button: Raise hand, Lower hand (where nobody raised one: Pass this time), Begin (or go on), I'm done.
 * @param {View | null} view @param {You | null} you @returns {Primary}
 */
export function primaryFor(view, you) {
  if (!view || !you || you.standing !== "seated" || you.role === "listener" || view.stage === "ended") return null;
  const turn = myTurnIn(view, you);
  if (turn === "offered" || turn === "held") return press("begin", "do.begin", view.stage === "paused" ? "paused" : undefined);
  if (turn === "sharing" || turn === "responses" || respondsIn(view, you)) return press("done", "do.done");
  if (placeOf(view, you) !== null) return press("lower_hand", EVERYBODYS.has(view.order) ? "do.pass_ahead" : "do.lower_hand");
  if (view.order === "draw" && !you.listens) return null; // everybody is among those who are drawn, and a hand changes nothing
  return press("raise_hand", "do.raise_hand", view.queue_open === false ? "queue-closed" : undefined);
}

/**
 * The button beside the big one, in a phase where shares are answered: it is there all the time, so that nothing moves under the thumb.
 * @param {View | null} view @param {You | null} you @returns {Primary}
 */
export function besideFor(view, you) {
  if (!view || !you || you.standing !== "seated" || you.role === "listener" || view.stage === "ended" || !view.phase?.crosstalk) return null;
  const turn = myTurnIn(view, you);
  if (turn === "offered" || turn === "held") return null;
  if (turn !== "none" && view.phase.crosstalk === "after_share") {
    return press("invite_responses", "do.invite", turn === "sharing" && view.stage === "open" && !view.safe ? undefined : "not-now");
  }
  return press("respond", "do.respond", responseWanted(view, you) ? undefined : "not-now");
}

/** @param {Command} command @param {(typeof PRIMARY_KEYS)[number] | "do.invite" | "do.respond"} key @param {"queue-closed" | "paused" | "not-now"} [closed] @returns {Primary} */
function press(command, key, closed) {
  return closed === undefined ? { command, key } : { command, key, closed };
}
