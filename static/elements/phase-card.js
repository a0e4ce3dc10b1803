/** The card of this part of the meeting: where we are, how long it was planned, what to say, which question, which part comes. On a phone one line that unfolds. */

import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { now, pending, view } from "../circle.js";
import { cardIn, promptIn } from "../derive.js";
import { choosePrompt, goTo } from "../guiding.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Fold } from "./fold.js";

/** @import { Card, PhaseView } from "../types.d.ts" */

export const PhaseCard = () => {
  const phase = view.value?.phase;
  if (!phase) return null;
  const card = cardIn(view.value, cards.value);
  const prompt = promptIn(view.value, cards.value);
  const place = phase.n > phase.of ? t("lead.phase.after") : t("lead.phase.place", { n: phase.n, of: phase.of });
  const title = html`<span class="phase-title"><strong>${card?.title ?? place}</strong>${" "}
    <span class="soft small">${[card ? place : "", phase.rounds ? t("lead.phase.round", { n: phase.round ?? 1, of: phase.rounds }) : "", planned(phase)].filter(Boolean).join(" · ")}</span>
    ${prompt ? html` <span class="asked">${prompt}</span>` : null}</span>`;
  return html`<${Fold} kind="part" title=${title}>
    ${card ? html`<${Say} card=${card} /><${Questions} card=${card} chosen=${phase.prompt ?? 1} />` : null}
    <${Parts} phase=${phase} />
  <//>`;
};

/** @param {PhaseView} phase @returns {string} never a countdown in red: who needs longer takes it */
function planned({ ends_at: end }) {
  if (end === undefined || view.value?.stage === "gathering") return "";
  const left = end - now.value;
  return left > 0 ? t("lead.phase.left", { n: Math.ceil(left / 60) }) : t("lead.phase.over");
}

/** What to do and to say. @param {{ card: Card }} props */
const Say = ({ card }) => html`
  ${card.script ? html`<div class="script">${card.script.split("\n").map((line) => html`<p key=${line}>${line}</p>`)}</div>` : null}
  ${card.sentences?.length ? html`<div><h3>${t("lead.sentences")}</h3>
    <ul class="sentences">${card.sentences.map((one) => html`<li key=${one}>${one}</li>`)}</ul></div>` : null}`;

/** The questions of this part, and which one is asked. @param {{ card: Card, chosen: number }} props */
const Questions = ({ card, chosen }) => (card.prompts.length < 2 ? null : html`<details class="parts"><summary>${t("lead.prompts")}</summary>
  <ul class="picks">${card.prompts.map((prompt, index) => html`<li key=${prompt}>
    <${Button} words=${prompt} kind="choice" once busy=${pending.value.has("choose_prompt")} pressed=${chosen === index + 1} press=${() => { if (chosen !== index + 1) choosePrompt(index + 1); }} />
  </li>`)}</ul></details>`);

/** Every part, to go to. @param {{ phase: PhaseView }} props */
const Parts = ({ phase }) => {
  const all = cards.value?.phases ?? [];
  if (all.length < 2) return null;
  const closed = view.value?.stage !== "open" || view.value.safe === true;
  return html`<details class="parts"><summary>${t("lead.parts")}</summary>
    <ol class="picks">${all.map((card, index) => html`<li key=${card.id} aria-current=${phase.n === index + 1 ? "step" : undefined}>
      <${Button} words=${`${index + 1}. ${card.title}`} kind="choice" once busy=${pending.value.has("go_to")} pressed=${phase.n === index + 1} disabled=${closed}
        press=${() => { if (phase.n !== index + 1) goTo(index + 1); }} />
      <span class="soft small">${t("lead.minutes", { n: Math.max(1, Math.round(card.minutes)) })}</span>
    </li>`)}</ol>
  </details>`;
};
