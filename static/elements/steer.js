/** The facilitator's hand on the meeting: who has the piece, Next with Stop beside it, and what goes with this moment. */

import { html } from "../vendor/ui.js";
import { addTime, mute, next, pause, resume, skip, speak, startCircle, stop, stopSpeaking, unmute } from "../actions.js";
import { myTurn, queue, remaining, seats, turn, view, you } from "../circle.js";
import { nameOf } from "../names.js";
import { clockTime, t } from "../words.js";
import { Ask } from "./ask.js";
import { TapToHear } from "./dock.js";
import { Leaf } from "./icon.js";
import { MicrophoneCard } from "./microphone-card.js";
import { Mine } from "./mine.js";
import { Refusal } from "./refusal.js";
import { Status } from "./status.js";
import { writing } from "./writing-state.js";

/** @import { Seat } from "../types.d.ts" */

/** What *+1 min* gives, in seconds. */
const MINUTE = 60;

export const Steer = () => {
  const mine = myTurn.value !== "none" || writing.value;
  return html`<footer class="dock steer">
    <${Refusal} /><${TapToHear} /><${MicrophoneCard} />
    ${mine ? html`<${Status} /><${Mine} />` : html`<${Moment} />`}
    <${Main} />
    <${Rest} />
  </footer>`;
};

/** The holder, the time that is left, who comes next, and the holder's microphone. */
const Moment = () => {
  const holder = seats.value.find((seat) => seat.id === turn.value?.seat);
  const [first] = queue.value;
  const { stage } = view.value ?? {};
  const quiet = stage === "gathering" ? "status.gathering" : stage === "paused" ? "status.paused" : "circle.free";
  return html`<div class="moment">
    <${Leaf} />
    <p><strong>${holder ? nameOf(holder.shown) : t(quiet)}</strong>${" "}
      ${holder ? html`<span>${stateOf()}</span> ` : null}
      <span>${first ? t("lead.next.who", { name: first.shown }) : t("lead.next.nobody")}</span></p>
    ${holder ? html`<${Silence} seat=${holder} />` : null}
  </div>`;
};

/** @returns {string} */
function stateOf() {
  if (turn.value?.state === "offered") return t("circle.offered");
  if (turn.value?.state === "held") return t("circle.held");
  const left = remaining.value ?? 0;
  return left > 0 ? t("circle.left", { t: clockTime(left) }) : t("circle.over");
}

/** One person's microphone. Those who run the meeting cannot be muted, and listeners have none. @param {{ seat: Seat }} props */
export const Silence = ({ seat }) => {
  if (seat.role !== "member") return null;
  const shared = { seat: seat.id, values: { name: seat.shown }, kind: "stacked silence" };
  if (seat.muted) return html`<${Ask} ...${shared} command="unmute" icon="mic" say="lead.unmute.short" name="lead.unmute" press=${() => unmute(seat.id)} />`;
  return html`<${Ask} ...${shared} command="mute" icon="mic-off" say="lead.mute.short" name="lead.mute" press=${() => mute(seat.id)} />`;
};

const Main = () => {
  const { stage } = view.value ?? {};
  if (stage === "gathering") return html`<div class="row next-and-stop">
    <${Ask} command="start_circle" icon="play" say="lead.start" kind="primary big" press=${startCircle} />
  </div>`;
  const kind = myTurn.value === "none" ? "primary big" : "big"; // one green button at a time, and mine is another
  return html`<div class="row next-and-stop">
    <${Ask} command="next" icon="next" say="lead.next" kind=${kind} press=${next} keys="N" disabled=${stage === "paused"} />
    <${Ask} command="stop" icon="stop" say="lead.stop" kind="grave big" press=${stop} hint=${t("lead.stop.hint")} />
  </div>`;
};

const Rest = () => {
  const { stage, speaking } = view.value ?? {};
  const speaks = speaking !== undefined && speaking === you.value?.seat;
  return html`<div class="row">
    ${stage === "open" ? html`<${Ask} command="pause" icon="pause" say="lead.pause" kind="stacked" press=${pause} keys="B" />`
      : stage === "paused" ? html`<${Ask} command="resume" icon="play" say="lead.resume" kind="stacked warm" press=${resume} keys="B" />` : null}
    ${stage === "gathering" ? null : html`<${OfTurn} />`}
    ${speaks ? html`<${Ask} command="stop_speaking" icon="mic" say="lead.stopspeaking" kind="stacked on" press=${stopSpeaking} />`
      : html`<${Ask} command="speak" icon="mic" say="lead.speak" kind="stacked" press=${speak} />`}
  </div>`;
};

/** A turn that has not begun is skipped; one that runs is given a minute more. */
const OfTurn = () => {
  const state = turn.value?.state;
  if (state === "offered" || state === "held") return html`<${Ask} command="skip" icon="skip" say="lead.skip" kind="stacked" press=${skip} />`;
  return html`<${Ask} command="add_time" icon="plus" say="lead.minute" kind="stacked" press=${() => addTime(MINUTE)} disabled=${!state} />`;
};
