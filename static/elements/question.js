/** A written question for who runs the meeting, who may read it aloud. */

import { html, useSignal } from "../vendor/ui.js";
import { writeQuestion } from "../actions.js";
import { pending, you } from "../circle.js";
import { t } from "../words.js";
import { PRIVATE, typedInto } from "./input.js";

/** Characters of a question, the server's bound. */
const MOST = 300;

export const Question = () => {
  const sent = you.value?.question ?? "";
  const text = useSignal(sent);
  const same = text.value.trim() === sent;
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    if (!same) await writeQuestion(text.value.trim());
  };
  return html`<form class="card greeting" onSubmit=${send}>
    <label for="question">${t("question.label")}</label>
    <textarea id="question" class="input" rows="2" value=${text.value} maxlength=${MOST} onInput=${typedInto(text)} aria-describedby="question-hint" ...${PRIVATE}></textarea>
    <p class="soft small" id="question-hint" role="status">${t(sent && same ? "question.sent" : "question.hint")}</p>
    <button type="submit" class="button" aria-disabled=${same ? "true" : undefined} aria-busy=${pending.value.has("write_question") ? "true" : undefined}>
      <span>${t("aside.send")}</span></button>
  </form>`;
};
