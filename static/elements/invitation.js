/** The message that goes into a group, in the language of who reads it. */

import { html, useSignal } from "../vendor/ui.js";
import { messageIn } from "../inviting.js";
import { inEach } from "../opening.js";
import { startOf } from "../plan.js";
import { t } from "../words.js";
import { CopyButton } from "./copy-button.js";
import { NAMES } from "./language-buttons.js";

/** @import { Opened } from "../opening.js" */

/** @param {{ circle: Opened }} props */
export const Invitation = ({ circle }) => {
  const chosen = useSignal(circle.plan.language);
  const words = inEach.value[chosen.value];
  const text = words ? messageIn(words, chosen.value, { link: circle.links.member ?? "", code: circle.code, at: startOf(circle.plan) }) : "";
  return html`<section class="card" aria-labelledby="message-title">
    <h2 id="message-title">${t("open.message")}</h2>
    <p class="soft small">${t("open.message.hint")}</p>
    <div class="languages" role="group" aria-label=${t("open.message.language")}>
      ${NAMES.map(([code, own]) => html`<button key=${code} type="button" class="button" lang=${code} aria-pressed=${String(chosen.value === code)} onClick=${() => { chosen.value = code; }}>${own}</button>`)}
    </div>
    <p class="shown message" id="message" lang=${chosen.value}>${text}</p>
    <${CopyButton} text=${text} what=${t("open.message")} source="message" primary />
  </section>`;
};
