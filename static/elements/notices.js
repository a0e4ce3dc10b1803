/** What a facilitator has for me alone: words, an offer of support, a question about a call. Peers see nothing of it. */

import { html } from "../vendor/ui.js";
import { answerFollowUp, answerSupport, putAway } from "../actions.js";
import { floorMine, view, you } from "../circle.js";
import { nameIn } from "../derive.js";
import { callForm, helpCard, helpEnded } from "../opened.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { ReadFirst } from "./read-first.js";

/** One at a time, what cannot wait first: together they would push *Begin* and *Pass* off a small screen. */
export const Notices = () => {
  const { help, message, follow_up } = you.value ?? {};
  if (help?.state === "offered") return html`<${Support} key="support" by=${help.by} />`;
  if (helpCard.value) return null;
  if (helpEnded.value) return html`<${Ended} key="ended" />`;
  if (message !== undefined) return html`<${Message} key="message" text=${message} />`;
  return follow_up && !callForm.value ? html`<${FollowUp} key="follow-up" />` : html`<${ReadFirst} key="read-first" />`;
};

/** Polite, and silent while the floor is mine: a screen reader would speak into the open microphone. */
const polite = () => (floorMine.value ? undefined : "status");

/** @param {{ text: string }} props */
const Message = ({ text }) => html`<section class="notice private" aria-labelledby="message-title">
  <${Icon} name="reply" />
  <div role=${polite()}><h2 id="message-title">${t("care.message")}</h2><p class="said" translate=${false}>${text}</p></div>
  <div class="row"><${Ask} command="put_away" say="care.put_away" press=${putAway} /></div>
</section>`;

/** @param {{ by: string | undefined }} props */
const Support = ({ by }) => html`<section class="notice private" aria-labelledby="support-title">
  <${Icon} name="heart" />
  <div role=${polite()}><h2 id="support-title">${t("care.support", { name: nameIn(view.value, by) ?? "…" })}</h2><p>${t("care.support.hint")}</p></div>
  <div class="row">
    <${Ask} command="answer_support" say="aside.no" press=${() => answerSupport(false)} />
    <${Ask} command="answer_support" say="care.yes" kind="warm" press=${() => answerSupport(true)} />
  </div>
</section>`;

/** Yes opens the form: what is typed there is the answer. */
const FollowUp = () => html`<section class="notice private" aria-labelledby="follow-up-title">
  <${Icon} name="phone" />
  <div role=${polite()}><h2 id="follow-up-title">${t("care.follow_up")}</h2><p>${t("care.follow_up.hint")}</p></div>
  <div class="row">
    <${Ask} command="answer_follow_up" say="aside.no" press=${() => answerFollowUp(false)} />
    <${Button} words=${t("care.yes")} kind="warm" press=${() => { callForm.value = true; }} />
  </div>
</section>`;

const Ended = () => html`<section class="notice private">
  <${Icon} name="check" /><p role=${polite()}>${t("care.ended")}</p>
  <div class="row"><${Button} words=${t("aside.close")} press=${() => { helpEnded.value = false; }} /></div>
</section>`;
