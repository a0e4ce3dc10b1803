/** How a person comes in: with a link or a code, or back to the seat this tab has; and how they go. */

import { batch, signal } from "./vendor/ui.js";
import { io } from "./vendor/socket.js";
import { bye, clear, current, link, pending, receive, setClock } from "./circle.js";
import { routeOf } from "./route.js";
import { forget, recall, remember } from "./session.js";
import { drawToken, hashOf, isPassing, proveSeat } from "./tokens.js";
import { Wire } from "./wire.js";

/** @import { Ack, Entered, Instant, LinkState, Name } from "./types.d.ts" */

/**
 * Why one is not in: no-such-circle, ended, full, name-taken (draw again), removed, turned-away, too-fast, unavailable …
 * Words: `entry.CODE`. @type {import("@preact/signals").Signal<string | null>}
 */
export const entryError = signal(null);

/**
 * What else was said with a no: `name-needed` tells who reads a typed name, `not-open-yet` when the door opens.
 * @type {import("@preact/signals").Signal<{ names?: string, opens?: Instant }>}
 */
export const entryAsks = signal({});

/** Whether an entry is under way. */
export const entering = signal(false);

/** How long a person looks at "Entering…" before they are told that the server cannot be reached. */
const ENTRY_MS = 15000;

/** @type {Wire | null} */
let wire = null;

/** A join whose answer has not come: sent again, word for word, on every new connection. @type {Record<string, unknown> | null} */
let joining = null;

/** Of the joins of one circle until one takes a seat: then none of those before it, refused for the name say, can be played again. */
let tried = { code: "", nonce: "" };

/** Ends the wait of `enter` or `comeBack`. @type {(found: boolean) => void} */
let found = () => {};

/** The line to the server, while there is one. @returns {Wire | null} */
export function line() {
  return wire;
}

/**
 * Take a seat, or a place in the lobby. Call `hear()` of voice.js in the same tap.
 * @param {{ code: string, secret?: string, name: Name, called?: string, listens?: boolean }} way the agreement must have been ticked; `called`: the typed name
 * @returns {Promise<boolean>} whether one is in; if not, `entryError` says why
 */
export async function enter({ code, secret, name, called, listens }) {
  const token = drawToken();
  if (tried.code !== code) tried = { code, nonce: drawToken() };
  joining = { circle: code, ...(secret && { secret }), nonce: tried.nonce, name, token: await hashOf(token), agreed: true, ...(called && { called }), ...(listens && { listens }) };
  // remembered before the server hears of it: after a reload in the wrong moment the tab still knows its seat
  remember({ circle: code, secret, token, next: undefined });
  const unreachable = setTimeout(() => { tried.code = ""; refuseEntry("unavailable"); }, ENTRY_MS);
  const isIn = await start();
  clearTimeout(unreachable);
  return isIn;
}

/**
 * Come back to the seat that this tab has, if it has one.
 * @returns {Promise<boolean>} whether there is a circle to show, or in `bye` the reason why it is over; false: show pre-join
 */
export async function comeBack() {
  joining = null;
  return recall()?.token ? start() : false;
}

/** Gone for this tab, whether or not the server can be told now. */
export async function depart() {
  const told = wire?.do("leave", {});
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS))]);
  wire?.close("left");
  over("left");
}

/** Say good-bye, and wait for nothing. */
export function hangUp() {
  void wire?.do("leave", {});
  wire?.close("left");
}

/** A good-bye that takes longer would keep a person who wants to go. */
const GOODBYE_MS = 1000;

/** @returns {Promise<boolean>} */
function start() {
  wire?.close("left");
  clear(null);
  entering.value = true;
  entryError.value = null;
  const query = { r: routeOf(recall()?.circle ?? "") };
  const socket = io({ path: "/socket.io/", query, transports: ["websocket"], autoConnect: false, reconnection: false, forceNew: true, timeout: CONNECT_MS });
  const mine = new Wire(socket, {
    identify: () => identify(mine),
    receive,
    online: () => { link.value = "online"; },
    moving: () => leaving("moving"),
    lost: () => leaving(navigator.onLine ? "reconnecting" : "offline"),
    ended: over,
    pressed: () => { pending.value = mine.pending; },
  });
  wire = mine;
  return new Promise((resolve) => {
    found = (isIn) => { entering.value = false; resolve(isIn); };
    mine.open();
  });
}

/** @param {LinkState} state */
function leaving(state) {
  batch(() => {
    link.value = state;
    current.value = false;
  });
}

/** A connection that needs longer is tried anew: on a bad mobile line the second try is the one that works. */
const CONNECT_MS = 4000;

/** @param {Wire} mine @returns {Promise<Entered | "later" | "over">} */
async function identify(mine) {
  const asked = performance.now();
  const ack = joining ? await join(mine, joining) : await prove(mine);
  if (typeof ack === "string") return ack;
  const entered = /** @type {Entered} */ (/** @type {unknown} */ (ack));
  setClock(entered.now - (asked + performance.now()) / 2000);
  found(true);
  void measureClock(mine);
  return entered;
}

/** @param {Wire} mine @param {Record<string, unknown>} body @returns {Promise<Ack | "later" | "over">} */
async function join(mine, body) {
  const ack = await mine.ask("join", body);
  if (ack.ok || ack.code === "joined-before") {
    joining = null;
    tried.code = "";
    return ack.ok ? ack : prove(mine); // it had arrived, and only its answer was lost
  }
  if (isPassing(ack.code) && ack.code !== "too-fast") return "later";
  refuseEntry(ack.code, { ...(ack.names && { names: ack.names }), ...(ack.opens && { opens: ack.opens }) });
  return "over";
}

/** @param {Wire} mine @returns {Promise<Ack | "later" | "over">} */
async function prove(mine) {
  const { circle, secret, token, next } = recall() ?? {};
  if (!token) return "over";
  const moved = link.value === "moving"; // by the server's wish, and nothing was interrupted here: a share goes on
  const body = { circle, ...(secret && { secret }), ...(moved && { moved }) };
  const returned = await proveSeat({ token, next }, (proof, hash) => mine.ask("return", { ...body, token: proof, next: hash }), (proof, fresh) => remember({ token: proof, next: fresh }));
  if (returned.ok) {
    remember({ token: returned.token, next: undefined });
    return /** @type {Ack} */ (returned.ack);
  }
  if (returned.why === "later") return "later";
  mine.close(returned.code);
  if (returned.why === "gone" && entering.value) {
    remember({ token: undefined, next: undefined }); // never had it, or taken over long ago: come in anew
    found(false);
  } else if (returned.code === "left" && entering.value) {
    remember({ token: undefined, next: undefined }); // they left, and opened the page again
    found(false);
  } else {
    // who has no link is not told that the circle has ended, and nobody else could have taken their seat
    over(returned.why === "gone" ? (secret ? "taken-over" : "ended") : returned.code);
  }
  return "over";
}

/** @param {string} code @param {{ names?: string, opens?: Instant }} [more] */
function refuseEntry(code, more = {}) {
  if (!entering.value) return;
  entryAsks.value = { ...entryAsks.value, ...more };
  joining = null;
  remember({ token: undefined, next: undefined });
  wire?.close(code);
  entryError.value = code;
  found(false);
}

/** There is nothing to come back to: not even the tab remembers. */
const LAST_WORDS = new Set(["left", "removed", "turned-away", "ended"]);

/** @param {string} code */
function over(code) {
  if (LAST_WORDS.has(code)) forget();
  else if (code === "taken-over") remember({ token: undefined, next: undefined }); // the way in stays: a personal link takes the seat back
  clear(code);
  found(true);
}

/** The answer that came back fastest tells the server's time best: half its way is the error. @param {Wire} mine */
async function measureClock(mine) {
  let best = Infinity;
  for (let sample = 0; sample < CLOCK_SAMPLES; sample += 1) {
    const asked = performance.now();
    const ack = await mine.ask("time");
    const trip = performance.now() - asked;
    if (!ack.ok || trip >= best) continue;
    best = trip;
    setClock(Number(ack.now) - (asked + trip / 2) / 1000);
  }
}

const CLOCK_SAMPLES = 3;

/** A phone that slept, or changed its network, is asked at once instead of after the next ping. */
function doubt() {
  if (bye.value !== null || wire === null) return;
  const mine = wire;
  void mine.doubt().then(() => measureClock(mine)); // `performance.now()` may have stood still meanwhile
}

if (typeof window !== "undefined") {
  window.addEventListener("offline", doubt);
  window.addEventListener("online", doubt);
  window.addEventListener("pageshow", (event) => { if (event.persisted) doubt(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") doubt(); });
}
