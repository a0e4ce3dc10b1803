/** After the meeting: a question for oneself. The answer stays on this page; nothing is sent, there is no line any more to send it by. */

import { html, useSignal } from "../vendor/ui.js";
import { t } from "../words.js";
import { Lines } from "./lines.js";

const MOODS = /** @type {const} */ ([["after.calm", "after.calm.text"], ["after.stirred", "after.stirred.text"], ["after.heavy", "after.heavy.text"]]);

export const After = () => {
  const chosen = useSignal("");
  const answer = MOODS.find(([mood]) => mood === chosen.value)?.[1];
  return html`<section class="card after" aria-labelledby="after-title">
    <h2 id="after-title">${t("after.how")}</h2>
    <div class="row">${MOODS.map(([mood]) => html`<button key=${mood} type="button" class="button" aria-pressed=${String(mood === chosen.value)}
      onClick=${() => { chosen.value = mood; }}><span>${t(mood)}</span></button>`)}</div>
    <p class="soft small">${t("after.private")}</p>
    <div role="status">${answer ? html`<p>${t(answer)}</p>` : null}</div>
    ${chosen.value === "after.heavy" ? html`<${Lines} />` : null}
  </section>`;
};
