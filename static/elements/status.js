/** What is happening, for me, in two lines: the answer to "what now?". */

import { html } from "../vendor/ui.js";
import { me, myTurn, responding, status, view, you } from "../circle.js";
import { level, microphone } from "../voice.js";
import { t } from "../words.js";
import { Icon } from "./icon.js";

/** The microphone is closed unless this says otherwise. @type {Record<string, string>} */
const ICONS = {
  "status.my_offer": "leaf", "status.my_held": "leaf", "status.my_turn": "mic", "status.my_turn_closing": "mic", "status.my_turn_writing": "pen",
  "status.paused": "wave", "status.sharing": "ear", "status.writing": "pen", "status.nobody": "ear", "status.next": "hand", "status.queued": "hand",
  "status.silence": "wave", "status.safe": "help", "status.my_response": "mic", "status.my_responses": "reply", "status.responses": "reply", "status.response": "ear",
};

/** My microphone is to be open. */
const OPEN = new Set(["status.my_turn", "status.my_response"]);

export const Status = () => {
  const { key, values } = status.value;
  const kind = myTurn.value === "none" && !responding.value ? "status" : "status mine";
  const hint = hintOf(key, values);
  return html`<div class=${kind}>
    <${Icon} name=${ICONS[key] ?? "mic-off"} />
    <div><strong>${t(key, values)}</strong>${hint ? html`<span>${hint}</span>` : null}</div>
    ${OPEN.has(key) && microphone.value === "open" ? html`<${Level} />` : null}
  </div>`;
};

/** @param {string} key @param {import("../types.d.ts").Values} values @returns {string} */
function hintOf(key, values) {
  if (you.value?.muted && key !== "status.my_turn_muted") return t("status.my_turn_muted.hint");
  if (OPEN.has(key) && microphone.value !== "open" && microphone.value !== "silent") return t("status.my_turn.closed");
  if ((me.value?.role === "listener" || you.value?.listens) && myTurn.value === "none") return t("status.listener.hint");
  if (key === "status.nobody" && view.value?.queue_open === false) return t("circle.queue.closed");
  if (key === "status.nobody" && view.value?.order === "draw") return t("circle.drawn");
  const hint = t(`${key}.hint`, values);
  return hint === `${key}.hint` ? "" : hint;
}

/** That something is heard from me. */
const Level = () => html`<span class="level" aria-hidden="true" style=${{ "--level": String(level.value) }}></span>`;
