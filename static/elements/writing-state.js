/** A share in writing, before it is shared: kept on this page alone. */

import { signal } from "../vendor/ui.js";
import { begin } from "../actions.js";
import { myTurn, pending, turn } from "../circle.js";

/** Whether the box is open. */
export const writing = signal(false);

/** The draft. Gone with the page. */
export const draft = signal("");

/** Open the box. Whoever was sharing by voice shares in writing from now on: the microphone closes at once. */
export function startWriting() {
  writing.value = true;
  if (myTurn.value === "sharing") writeInTurn();
}

/** The first letter at an offer begins the turn, in writing, so that it does not lapse meanwhile. */
export function writeInTurn() {
  if (myTurn.value === "none" || turn.value?.written || pending.value.has("begin")) return;
  begin({ written: true });
}
