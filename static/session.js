/** What this tab remembers, under one key of sessionStorage and nowhere else. */

/** @import { Address, Session } from "./types.d.ts" */

/**
 * A way in from what follows the # of a link, or from what a person typed or pasted.
 * @param {string} _text @returns {Address | null}
 */
export function parseAddress(_text) {
  return null;
}

/**
 * The way in from the address bar, else the one this tab remembers. Takes the secret out of the address bar and history.
 * Call it once the browser check has passed. @returns {Address | null}
 */
export function readAddress() {
  return null;
}

/** @returns {Session | null} */
export function recall() {
  return null;
}

/** @param {Partial<Session>} _changes kept beside what is known */
export function remember(_changes) {}

/** Nothing of this circle stays in the tab. */
export function forget() {}
