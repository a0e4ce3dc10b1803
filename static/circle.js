/** The circle as this browser knows it, in signals: the view is the truth, everything else is derived from it. */

import { batch, computed, effect, signal } from "./vendor/ui.js";
import { besideFor, canKeep, countsDown, floorIsMine, lobbyIn, meIn, myTurnIn, othersAreHeard, placeOf, primaryFor, queueFor, remainingOf, respondsIn, seatsFor, statusFor } from "./derive.js";
import { merge } from "./merge.js";

/** @import { Command, Fields, LinkState, View, You } from "./types.d.ts" */

/** The whole view of my audience; null until the first one came. @type {import("@preact/signals").Signal<View | null>} */
export const view = signal(null);

/** What only I may know; null until I have a seat or a place in the lobby. @type {import("@preact/signals").Signal<You | null>} */
export const you = signal(null);

/** @type {import("@preact/signals").Signal<LinkState>} */
export const link = signal("connecting");

/** Whether the view is of this connection, and not from before the last one broke. */
export const current = signal(false);

/** Why it is over: removed, turned-away, ended, taken-over, left, flood. @type {import("@preact/signals").Signal<string | null>} */
export const bye = signal(null);

/** Pressed and not acknowledged: command names, and `name seat` where a command is about a seat. @type {import("@preact/signals").Signal<ReadonlySet<string>>} */
export const pending = signal(new Set());

/** The last no, for `REFUSED_MS`. Words: `refused.CODE`. @type {import("@preact/signals").Signal<{ command: Command, code: string } | null>} */
export const refused = signal(null);

/** A *Next* or *Go to* that would leave somebody unheard, until it is asked again or let be. @type {import("@preact/signals").Signal<{ command: Command, fields: Fields } | null>} */
export const unheard = signal(null);

/** The floor was narrowed and the server has not confirmed yet that nobody hears it any more ("muting…"). */
export const muting = signal(false);

/** Server time in seconds; moves four times a second while something counts down, else when the view does. */
export const now = signal(Date.now() / 1000);

export const me = computed(() => meIn(view.value, you.value));
export const turn = computed(() => view.value?.turn ?? null);
export const myTurn = computed(() => myTurnIn(view.value, you.value));
export const place = computed(() => placeOf(view.value, you.value));
/** In ring order, me first. */
export const seats = computed(() => seatsFor(view.value, you.value));
export const queue = computed(() => queueFor(view.value, you.value));
export const lobby = computed(() => lobbyIn(view.value));
/** Whether I may use the facilitator's controls. */
export const keeping = computed(() => canKeep(view.value, you.value));
/** Whether my microphone is to be open now. */
export const floorMine = computed(() => floorIsMine(view.value, you.value));
/** Whether I should hear somebody now. */
export const othersHeard = computed(() => othersAreHeard(view.value, you.value));
export const primary = computed(() => primaryFor(view.value, you.value));
/** What stands beside the big button. */
export const beside = computed(() => besideFor(view.value, you.value));
/** Whether I am the one who responds to a share. */
export const responding = computed(() => respondsIn(view.value, you.value));
/** Seconds left of the turn; null without one, below zero is over time. */
export const remaining = computed(() => remainingOf(view.value?.turn, now.value));
/** Every tick makes a new one: compare by key where that matters. */
export const status = computed(() => statusFor(view.value, you.value, now.value));

/** Counts the server's requests for a new audio offer. */
export const audioAsked = signal(0);

/**
 * A message of the wire.
 * @param {string} event @param {unknown} payload
 */
export function receive(event, payload) {
  batch(() => {
    if (event === "view") {
      view.value = /** @type {View} */ (payload);
      current.value = true;
    }
    else if (event === "patch") view.value = /** @type {View} */ (merge(view.value, payload));
    else if (event === "you") you.value = /** @type {You} */ (payload);
    else if (event === "audio") audioAsked.value += 1;
    if (event === "muting") muting.value = true;
    else if (event === "view" || event === "patch") muting.value = false;
    now.value = serverNow();
  });
}

/** Nobody is in any circle here any more. @param {string | null} code why, for `bye` */
export function clear(code) {
  batch(() => {
    view.value = null;
    you.value = null;
    pending.value = new Set();
    unheard.value = null;
    muting.value = false;
    current.value = false;
    bye.value = code;
    link.value = code === null ? "connecting" : "over";
  });
}

/** How far the server's clock is ahead of `performance.now()`, in seconds. */
let offset = Date.now() / 1000 - performance.now() / 1000;

/** @returns {number} server time now, in seconds */
export function serverNow() {
  return performance.now() / 1000 + offset;
}

/** @param {number} seconds by how much the server's clock is ahead of `performance.now() / 1000` */
export function setClock(seconds) {
  offset = seconds;
  now.value = serverNow();
}

/** How long a no stays on the screen: long enough to be read aloud. */
const REFUSED_MS = 6000;

/** @param {Command} command @param {string} code */
export function refuse(command, code) {
  const no = { command, code };
  refused.value = no;
  setTimeout(() => { if (refused.value === no) refused.value = null; }, REFUSED_MS);
}

/** Four a second: a ring that empties looks steady, and a cheap phone's battery does not feel it. */
const TICK_MS = 250;

const counting = computed(() => countsDown(view.value, you.value));

effect(() => {
  if (!counting.value) return;
  const timer = setInterval(() => { now.value = serverNow(); }, TICK_MS);
  return () => clearInterval(timer);
});
