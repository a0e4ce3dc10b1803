// @ts-check
/** When it is over for me: kind words, what is kept (nothing), a way on. */
import { html } from "../vendor/ui.js";
import { t } from "../words.js";
import { Helpline } from "./helpline.js";
import { Leaf } from "./icon.js";

const KNOWN = new Set(["ended", "left", "removed", "turned-away", "taken-over"]);

/** @param {{ code: string }} props why it is over */
export const Farewell = ({ code }) => {
  const key = KNOWN.has(code) ? code : "left";
  const text = key === "turned-away" ? t("lobby.away") : t(`bye.${key}.text`);
  return html`<div class="page"><main class="main narrow farewell">
    <${Leaf} />
    <h1 role="alert">${t(`bye.${key}`)}</h1>
    <p>${text}</p>
    ${key === "left" ? html`<p class="soft small">${t("bye.ended.text")}</p>` : null}
    ${key === "taken-over" ? html`<button type="button" class="button primary" onClick=${() => location.reload()}>${t("bye.taken-over.again")}</button>` : html`<a class="button" href="/">${t("bye.home")}</a>`}
    <${Helpline} />
  </main></div>`;
};
