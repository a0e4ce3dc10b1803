/** Written questions, for who runs the meeting: read aloud without a name. */

import { html } from "../vendor/ui.js";
import { view } from "../circle.js";
import { t } from "../words.js";

export const Questions = () => {
  const { questions = {}, phase } = view.value ?? {};
  if (!phase?.questions) return null;
  const texts = Object.entries(questions);
  return html`<section class="card questions" aria-labelledby="questions-title">
    <h2 id="questions-title"><span role="status">${t("lead.questions", { n: texts.length })}</span></h2>
    <p class="soft small">${t("lead.questions.hint")}</p>
    ${texts.length === 0 ? null : html`<ol translate=${false}>${texts.map(([seat, text]) => html`<li key=${seat}>${text}</li>`)}</ol>`}
  </section>`;
};
