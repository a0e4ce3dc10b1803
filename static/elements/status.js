// @ts-check
/** What is happening, for me, in two lines: the answer to "what now?". */
import { html } from "../vendor/ui.js";
import { myTurn, status } from "../circle.js";
import { t } from "../words.js";
import { Icon } from "./icon.js";

export const Status = () => {
  const { key, values } = status.value;
  const mine = myTurn.value !== "none";
  const hint = t.has(`${key}.hint`) ? t(`${key}.hint`, values) : "";
  return html`<div class=${mine ? "status mine" : "status"}>
    <${Icon} name=${icon(key)} />
    <div><strong>${t(key, values)}</strong>${hint ? html`<span>${hint}</span>` : null}</div>
  </div>`;
};

/** @param {string} key */
const icon = (key) => key === "status.sharing" || key === "status.speaking.mine" ? "mic" : key.includes("writing.mine") ? "pen"
  : key.includes("paused") ? "wave" : key.includes("muted") ? "mic-off" : key.includes("listen") || key.includes("other") ? "ear" : "mic-off";
