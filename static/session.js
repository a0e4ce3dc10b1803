/** What this tab remembers, under one key of sessionStorage and nowhere else. */

/** @import { Address, Session } from "./types.d.ts" */

const KEY = "circlekeeper";

/** Typed codes: capital letters and digits without 0 O 1 I, which people mistake for one another. */
const CODE = /^[A-HJ-NP-Z2-9]{8}$/;

/** A link's secret: at least 128 bit in base64url. */
const SECRET = /^[A-Za-z0-9_-]{22,64}$/;

/**
 * A way in from what follows the # of a link, or from what a person typed or pasted: "ABCD2345", "abcd 2345",
 * "https://…/circle#ABCD2345.secret". Null when it cannot be one.
 * @param {string} text @returns {Address | null}
 */
export function parseAddress(text) {
  const fragment = text.trim().replace(/^[^#]*#/, "");
  const dot = fragment.indexOf(".");
  const code = (dot < 0 ? fragment : fragment.slice(0, dot)).replace(/[\s-]/g, "").toUpperCase();
  if (!CODE.test(code)) return null;
  if (dot < 0) return { code };
  const secret = fragment.slice(dot + 1);
  return SECRET.test(secret) ? { code, secret } : null;
}

/**
 * The way in from the address bar, else the one this tab remembers. Takes the secret out of the address bar and history.
 * Call it once the browser check has passed. @returns {Address | null}
 */
export function readAddress() {
  const read = parseAddress(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  const known = recall();
  if (read) {
    // another circle, or another way into this one: a seat that the tab has in this circle stays, the link may be needed if it is gone
    const seat = known?.circle === read.code ? { token: known.token, next: known.next } : {};
    write({ circle: read.code, secret: read.secret, language: known?.language, ...seat });
    return read;
  }
  return known?.circle ? { code: known.circle, ...(known.secret && { secret: known.secret }) } : null;
}

/** @returns {Session | null} */
export function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return typeof kept === "object" && kept !== null ? { circle: "", ...kept } : null;
  } catch {
    return null; // storage switched off, or not ours: the same as a fresh tab
  }
}

/** @param {Partial<Session>} changes kept beside what is known; undefined forgets a field */
export function remember(changes) {
  write({ circle: "", ...recall(), ...changes });
}

/** Nothing of this circle stays in the tab; the language does. */
export function forget() {
  const language = recall()?.language;
  if (language) write({ circle: "", language });
  else wipe();
}

/** Nothing at all stays in the tab. */
export function wipe() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // storage switched off: there was nothing
  }
}

/** Nothing of anybody stays in the tab, and nothing that was still under way puts it back. */
export function forgetAll() {
  closed = true;
  try {
    sessionStorage.clear();
  } catch {
    // as above
  }
}

let closed = false;

/** @param {Session} session */
function write(session) {
  if (closed) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // storage switched off: the seat lives as long as the page
  }
}
