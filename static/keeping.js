/** What the view means for who runs the meeting: what *Next* will do, who is unheard, who had how much time. Pure. */

/** @import { Cards, Instant, Seat, Sentence, View } from "./types.d.ts" */

/** When the phase has less than this left, nobody is heard a second time in it: one share and its hand-over, as the server counts. */
const ONE_MORE_SECONDS = 72;

/** @typedef {"start" | "person" | "draw" | "share" | "round" | "part" | "end"} Step what *Next* does */

/** Every key that `nextFor` can ask of the words. */
export const NEXT_KEYS = /** @type {const} */ (["lead.start", "lead.next.person", "lead.next.draw", "lead.next.share", "lead.next.round", "lead.next.part", "lead.next", "lead.end"]);

/**
 * What *Next* does, in words. The server decides; this only says beforehand what it will be.
 * @param {View | null} view @param {Seat[]} queue @param {Seat[]} seats @param {Cards | null} cards @param {Instant} now
 * @returns {Sentence & { step: Step }}
 */
export function nextFor(view, queue, seats, cards, now) {
  const { stage, phase, turn, order, turns, again_until: again } = view ?? {};
  if (stage === "gathering") return say("start", "lead.start");
  const left = (phase?.ends_at ?? Infinity) - now;
  const last = isLast(view, cards);
  const over = left <= 0 && !last;
  const hasTime = last || left >= ONE_MORE_SECONDS;
  const first = queue.find((seat) => !seat.away && (hasTime || !seat.heard));
  if (turns && first && !over) return say("person", "lead.next.person", { name: first.shown });
  if (turns && order === "draw" && !over && unheardIn(view, queue, seats).some((seat) => !seat.away)) return say("draw", "lead.next.draw");
  if (turn && !over) return say("share", "lead.next.share");
  if (again !== undefined && now <= again) return say("round", "lead.next.round", { n: (phase?.round ?? 1) + 1, of: phase?.rounds ?? 1 });
  if (last) return say("end", "lead.end");
  const title = cards?.phases[phase?.n ?? 0]?.title;
  return title ? say("part", "lead.next.part", { title }) : say("part", "lead.next");
}

/** @param {Step} step @param {(typeof NEXT_KEYS)[number]} key @param {Sentence["values"]} [values] @returns {Sentence & { step: Step }} */
function say(step, key, values = {}) {
  return { step, key, values };
}

/** @param {View | null} view @param {Cards | null} cards @returns {boolean} nothing comes after this part; `of` does not count what comes after the end */
export function isLast(view, cards) {
  const all = cards?.format === view?.format ? cards?.phases.length : undefined;
  return (view?.phase?.n ?? 1) >= (all ?? view?.phase?.of ?? 1);
}

/**
 * Who waits and was not heard in this round, the next one first, and last the one who has the piece and has not begun or was interrupted.
 * Where the next is drawn nobody has a number: everyone it may be.
 * @param {View | null} view @param {Seat[]} queue @param {Seat[]} seats @returns {Seat[]}
 */
export function unheardIn(view, queue, seats) {
  const waiting = view?.order === "draw" ? seats.filter((seat) => seat.role === "member" && !seat.listens && seat.id !== view.turn?.seat) : queue;
  const { seat: holder, state } = view?.turn ?? {};
  const offered = state === "offered" || state === "held" ? seats.filter((seat) => seat.id === holder) : [];
  return [...waiting, ...offered].filter((seat) => !seat.heard);
}

/** @typedef {{ seat: Seat, seconds: number, part: number, shares: number }} TimeShared `part`: of the longest, 0 to 1 */

/**
 * So long each held the floor, the running share included: from grants, never from loudness. In ring order.
 * @param {View | null} view @param {Seat[]} seats @param {number | null} remaining of the turn @returns {TimeShared[]}
 */
export function timeShared(view, seats, remaining) {
  const { turn } = view ?? {};
  const running = turn && turn.state === "sharing" ? Math.max(0, turn.seconds - (remaining ?? turn.seconds)) : 0;
  const times = seats.filter((seat) => seat.role !== "listener")
    .map((seat) => ({ seat, seconds: (seat.floor ?? 0) + (seat.id === turn?.seat ? running : 0), shares: seat.shares ?? 0 }));
  const longest = Math.max(1, ...times.map((one) => one.seconds));
  return times.map((one) => ({ ...one, part: one.seconds / longest }));
}

/** @param {Seat[]} seats @returns {Seat[]} who keeps the circle next, first to last */
export function deputiesIn(seats) {
  return seats.filter((seat) => seat.role === "deputy").sort((a, b) => (a.next ?? Infinity) - (b.next ?? Infinity));
}

/**
 * Where a place in the queue is dropped: its number, from 1.
 * @param {number[]} middles of the rows as they stand, from the top @param {number} from the row that is dragged, from 1 @param {number} y where it is now
 */
export function dropPlace(middles, from, y) {
  return 1 + middles.filter((middle, index) => index !== from - 1 && middle < y).length;
}
