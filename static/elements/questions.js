/** What was written to those who run the meeting, for them to read aloud: the words without the name. */

import { html } from "../vendor/ui.js";
import { seats, view } from "../circle.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";

export const Questions = () => {
  const { phase, questions = {} } = view.value ?? {};
  if (!phase?.questions) return null;
  const asked = Object.entries(questions);
  return html`<section class="card questions" aria-labelledby="questions-title">
    <h2 id="questions-title"><span role="status">${t("lead.questions", { n: asked.length })}</span></h2>
    <p class="soft small">${t("lead.questions.hint")}</p>
    <ul>${asked.map(([id, text]) => html`<li key=${id}><p class="quoted" translate=${false}>${text}</p>
      <p class="soft small">${nameOf(seats.value.find((seat) => seat.id === id)?.shown ?? t("lead.somebody"))}</p></li>`)}</ul>
  </section>`;
};
