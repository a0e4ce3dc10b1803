/** Safe mode: what happens now that nobody keeps the circle, whom one can call; and the way back for who kept it. */

import { html } from "../vendor/ui.js";
import { keep } from "../actions.js";
import { view, you } from "../circle.js";
import { nameIn } from "../derive.js";
import { t, timeOfDay } from "../words.js";
import { Ask } from "./ask.js";
import { Lines } from "./lines.js";

export const Safe = () => {
  const { safe, closes_at: closes, keeper } = view.value ?? {};
  const may = you.value?.may_keep === true;
  if (!safe && !may) return null;
  return html`<section class="card safe">
    ${safe ? html`<div role="status"><h2>${t("status.safe")}</h2><p>${closes === undefined ? t("status.safe.hint") : t("safe.text", { t: timeOfDay(closes) })}</p></div>` : null}
    ${may ? html`<p>${safe ? t("safe.keep") : t("safe.away", { name: nameIn(view.value, keeper) ?? "…" })}</p>
      <${Ask} command="keep" icon="leaf" say="safe.do" kind="primary wide" press=${keep} />` : null}
    ${safe ? html`<p class="small">${t("care.call")}</p><${Lines} />` : null}
  </section>`;
};
