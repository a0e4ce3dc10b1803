/** When it is over for me: kind words, what is kept (nothing), a way on. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";
import { Aside } from "./aside.js";
import { ExitButton } from "./exit-button.js";
import { Helpline } from "./helpline.js";
import { Leaf } from "./icon.js";

/** Codes with words of their own. */
const KNOWN = new Set(["ended", "left", "removed", "turned-away", "taken-over", "flood"]);

/** @param {{ code: string }} props why it is over */
export const Farewell = ({ code }) => {
  const key = KNOWN.has(code) ? code : "left";
  return html`<div class="page"><div class="top"><${ExitButton} /></div><main class="main narrow farewell">
    <${Leaf} />
    <h1><span role="alert">${t(`bye.${key}`)}</span></h1>
    <p>${t(`bye.${key}.text`)}</p>
    ${key === "ended" ? html`<${Aside} part="After" />` : null}
    ${key === "left" ? html`<p class="soft">${t("bye.ended.text")}</p>` : null}
    ${key === "taken-over" ? html`<button type="button" class="button primary" onClick=${() => location.reload()}>${t("bye.taken-over.again")}</button>`
      : html`<a class="button" href="/">${t("bye.home")}</a>`}
    <${Helpline} />
  </main></div>`;
};
