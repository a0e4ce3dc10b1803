/** Where the meeting is, and the question that is asked now, in the reader's language. */

import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { view } from "../circle.js";
import { cardIn, promptIn } from "../derive.js";
import { t } from "../words.js";

export const Prompt = () => {
  const { phase, stage } = view.value ?? {};
  if (!phase || stage === "gathering") return null;
  const { n, of, round, rounds } = phase;
  const title = cardIn(view.value, cards.value)?.title;
  const place = n > of ? (title ?? "") : title ? t("phase.place", { title, n, of }) : t("phase.part", { n, of });
  const words = promptIn(view.value, cards.value);
  return html`<div class="phase">
    <h2>${place}${rounds ? html`<span>${t("phase.round", { n: round ?? 1, of: rounds })}</span>` : null}</h2>
    ${words ? html`<p class="prompt">${words}</p>` : null}
  </div>`;
};
