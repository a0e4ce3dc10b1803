/** Removing somebody takes two presses, wherever it is asked for. */

import { html, signal } from "../vendor/ui.js";
import { you } from "../circle.js";
import { remove } from "../guiding.js";
import { t } from "../words.js";
import { Confirm } from "./confirm.js";

/** @import { Seat } from "../types.d.ts" */

/** Whom the open question is about. @type {import("@preact/signals").Signal<Seat | null>} */
export const removing = signal(null);

/** @param {Seat} seat @returns {boolean} deputies are removed by who keeps the circle alone, and nobody removes who keeps it */
export function mayRemove(seat) {
  return !seat.me && seat.role !== "facilitator" && (seat.role !== "deputy" || you.value?.role === "facilitator");
}

export const Removing = () => {
  const seat = removing.value;
  if (!seat) return null;
  return html`<${Confirm} question=${t("lead.remove.sure", { name: seat.shown })} yes=${t("lead.remove.yes")} press=${() => { remove(seat.id); }}
    close=${() => { removing.value = null; }} />`;
};
