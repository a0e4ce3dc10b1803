/** How a person comes in: with a link or a code, or back to the seat this tab already has. */

import { signal } from "./vendor/ui.js";

/** @import { Name } from "./types.d.ts" */

/**
 * Why one is not in: no-such-circle, ended, full, name-taken (draw again), removed, turned-away, left, too-fast, unavailable …
 * Words: `entry.CODE`. @type {import("@preact/signals").Signal<string | null>}
 */
export const entryError = signal(null);

/** Whether an entry is under way. */
export const entering = signal(false);

/**
 * Take a seat, or a place in the lobby. Call `hear()` of voice.js in the same tap.
 * @param {{ code: string, secret?: string, name: Name }} _way the agreement must have been ticked
 * @returns {Promise<boolean>} whether one is in; if not, `entryError` says why
 */
export async function enter(_way) {
  return false;
}

/**
 * Come back to the seat that this tab has, if it has one.
 * @returns {Promise<boolean>} false: this tab has no seat (any more), show pre-join
 */
export async function comeBack() {
  return false;
}
