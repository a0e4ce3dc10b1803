/** Private help, for those who run the meeting: who asks, who was offered support, the side rooms, and what to do in the two hardest moments. */

import { computed, html, useEffect } from "../vendor/ui.js";
import { endHelp } from "../actions.js";
import { myTurn, seats, view, you } from "../circle.js";
import { answerHelp } from "../guiding.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Avatar } from "./avatar.js";
import { CareCards } from "./care-cards.js";
import { Company, answered, attend } from "./company.js";

/** @import { HelpState, Instant, Name, Seat, SeatId } from "../types.d.ts" */

/** @typedef {{ id: SeatId, seat: Seat, state: HelpState, since: Instant, by?: SeatId }} Helped */

/** Everybody but me who asks, was offered support or is being helped; who waits longest first. */
export const helped = computed(() => Object.entries(view.value?.help ?? {}).flatMap(([id, help]) => {
  const seat = seats.value.find((one) => one.id === id);
  return seat && !seat.me ? [/** @type {Helped} */ ({ id, seat, ...help })] : [];
}).sort((a, b) => Number(b.state === "alerted") - Number(a.state === "alerted") || a.since - b.since));

/** Those who wait for an answer. */
export const waitsForHelp = computed(() => helped.value.filter((one) => one.state === "asked" || one.state === "alerted"));

/** The phone may lie on the table. */
const CUE_MS = [200, 100, 200];

export const HelpDesk = () => {
  const alerted = waitsForHelp.value.find((one) => one.state === "alerted");
  const [asks] = waitsForHelp.value;
  useEffect(() => { if (asks && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(CUE_MS); }, [asks?.id, alerted?.id]);
  const quiet = myTurn.value === "sharing"; // a screen reader would speak into the open microphone
  return html`<section class=${`card help${alerted ? " alerted" : ""}${helped.value.length === 0 ? " empty" : ""}`} aria-labelledby="help-title">
    <h2 id="help-title" tabindex="-1">${t("lead.help")} <span class="soft small">${t("lead.help.hint")}</span></h2>
    <p class="unseen" role="status">${asks && !alerted && !quiet ? t("lead.help.asks", { name: asks.seat.shown }) : ""}</p>
    <p class="unseen" role="alert">${alerted && !quiet ? t("lead.help.alert", { name: alerted.seat.shown }) : ""}</p>
    ${helped.value.length === 0 ? null : html`<ul>${helped.value.map((one) => html`<${Help} key=${one.id} help=${one} />`)}</ul>`}
    <${CareCards} />
  </section>`;
};

/** @param {{ help: Helped }} props */
const Help = ({ help: { id, seat, state, by } }) => {
  const mine = by === you.value?.seat;
  return html`<li>
    <div class="asks"><${Avatar} name=${seat.name} /><p class="who"><strong>${nameOf(seat.shown)}</strong> <span class="small">${said(state, mine, by)}</span></p>
      ${state === "asked" || state === "alerted" ? html`<${Ask} command="answer_help" seat=${id} icon="heart" say="lead.help.answer" name="lead.help.answer.name" values=${{ name: seat.shown }}
        kind="warm" press=${() => answer(id)} keys="H" />` : null}
      ${state === "offered" && mine ? html`<${Ask} command="end_help" seat=${id} say="lead.help.back" name="lead.help.back.name" values=${{ name: seat.shown }} press=${() => endHelp(id)} />` : null}
    </div>
    ${state === "together" && mine ? html`<${Company} seat=${seat} lines=${you.value?.rooms?.[id]?.lines ?? {}} />` : null}
  </li>`;
};

/** @param {HelpState} state @param {boolean} mine @param {SeatId | undefined} by @returns {string} */
function said(state, mine, by) {
  if (state === "asked") return t("lead.help.asked");
  if (state === "alerted") return t("lead.help.alerted");
  if (mine) return t(state === "offered" ? "lead.help.offered.mine" : "lead.help.together.mine");
  const name = seats.value.find((one) => one.id === by)?.shown ?? t("lead.somebody");
  return t(state === "offered" ? "lead.help.offered" : "lead.help.together", { name });
}

/** The room takes the focus when it is there: the button that was pressed is gone. @param {SeatId} id */
export function answer(id) {
  answered.value = id;
  return answerHelp(id);
}

/** To the first request's button, else to the desk. */
export function focusHelp() {
  attend(document.querySelector(".help .asks .warm") ?? document.querySelector(".help textarea") ?? document.getElementById("help-title"));
}
