// @ts-check
/** What is happening, for me, in two lines: the answer to "what now?". */
import { html } from "../vendor/ui.js";
import { myTurn, status } from "../circle.js";
import { t } from "../words.js";
import { Icon } from "./icon.js";

export const Status = () => {
  const { key, values } = status.value;
  const mine = myTurn.value !== "none";
  const hint = t(`${key}.hint`, values);
  return html`<div class=${mine ? "status mine" : "status"}>
    <${Icon} name=${ICONS[key] ?? "mic-off"} />
    <div><strong>${t(key, values)}</strong>${hint !== `${key}.hint` ? html`<span>${hint}</span>` : null}</div>
  </div>`;
};

/** @type {Record<string, string>} The microphone is closed unless this says otherwise. */
const ICONS = { "status.my_turn": "mic", "status.my_turn_closing": "mic", "status.my_turn_writing": "pen", "status.paused": "wave", "status.sharing": "ear", "status.nobody": "ear" };
