/** For some seconds after a press: what happened, and the way back. Said politely; the focus stays where it is. */

import { html } from "../vendor/ui.js";
import { now, view } from "../circle.js";
import { undo } from "../guiding.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

/** @type {Record<string, string>} */
const DONE = { next: "lead.undo.next", skip: "lead.undo.skip", give: "lead.undo.give", go_to: "lead.undo.go_to", mute_all: "lead.undo.mute_all" };

export const UndoBar = () => {
  const can = view.value?.undo;
  const left = can ? Math.ceil(can.until - now.value) : 0;
  const key = can && DONE[can.what];
  return html`<div role="status">${key && left > 0 ? html`<div class="undo-bar">
    <p>${t(key)}</p>
    <${Ask} command="undo" icon="undo" say="lead.undo" press=${undo} keys="U" />
    <span class="seconds" aria-hidden="true">${left}</span>
  </div>` : null}</div>`;
};
