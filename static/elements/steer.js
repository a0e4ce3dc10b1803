/** The facilitator's hand on the meeting: who has the piece, Next with Stop beside it, and what goes with this moment. */

import { html } from "../vendor/ui.js";
import { addTime, mute, next, pause, resume, skip, speak, startCircle, stop, stopSpeaking, unmute } from "../actions.js";
import { myTurn, pending, queue, remaining, seats, turn, view, you } from "../circle.js";
import { nameOf } from "../names.js";
import { clockTime, t } from "../words.js";
import { Button } from "./button.js";
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
  return html`<div class="moment">
    <${Leaf} />
    <p><strong>${holder ? nameOf(holder.name) : t(view.value?.stage === "gathering" ? "status.gathering" : view.value?.stage === "paused" ? "status.paused" : "circle.free")}</strong>
      ${holder ? html`<span>${stateOf()}</span>` : null}
      <span>${first ? t("lead.next.who", { name: first.name }) : t("lead.next.nobody")}</span></p>
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

/** One person's microphone. Those who run the meeting cannot be muted. @param {{ seat: Seat }} props */
export const Silence = ({ seat }) => {
  if (seat.role === "facilitator" || seat.role === "deputy" || seat.role === "listener") return null;
  const [key, press] = seat.muted ? /** @type {const} */ (["lead.unmute", unmute]) : /** @type {const} */ (["lead.mute", mute]);
  return html`<${Button} icon=${seat.muted ? "mic" : "mic-off"} words=${t(`${key}.short`)} label=${t(key, { name: seat.name })} kind="stacked silence"
    busy=${pending.value.has(`${seat.muted ? "unmute" : "mute"} ${seat.id}`)} press=${() => press(seat.id)} />`;
};

const Main = () => {
  const gathering = view.value?.stage === "gathering";
  return html`<div class="row next-and-stop">
    ${gathering ? html`<${Button} icon="play" words=${t("lead.start")} kind="primary big" press=${startCircle} busy=${pending.value.has("start_circle")} />`
      : html`<${Button} icon="next" words=${t("lead.next")} kind=${myTurn.value === "none" ? "primary big" : "big"} press=${next} keys="N" busy=${pending.value.has("next")} disabled=${view.value?.stage === "paused"} />`}
    ${gathering ? null : html`<${Button} icon="stop" words=${t("lead.stop")} kind="grave big" hint=${t("lead.stop.hint")} press=${stop} busy=${pending.value.has("stop")} />`}
  </div>`;
};

const Rest = () => {
  const stage = view.value?.stage;
  const state = turn.value?.state;
  const speaks = view.value?.speaking === you.value?.seat;
  return html`<div class="row">
    ${stage === "paused" ? html`<${Button} icon="play" words=${t("lead.resume")} kind="stacked warm" press=${resume} keys="B" busy=${pending.value.has("resume")} />`
      : stage === "open" ? html`<${Button} icon="pause" words=${t("lead.pause")} kind="stacked" press=${pause} keys="B" busy=${pending.value.has("pause")} />` : null}
    ${state === "offered" || state === "held" ? html`<${Button} icon="skip" words=${t("lead.skip")} kind="stacked" press=${skip} busy=${pending.value.has("skip")} />`
      : stage === "gathering" ? null : html`<${Button} icon="plus" words=${t("lead.minute")} kind="stacked" press=${() => addTime(MINUTE)} disabled=${!state} />`}
    <${Button} icon="mic" words=${t(speaks ? "lead.stopspeaking" : "lead.speak")} kind=${speaks ? "stacked on" : "stacked"} press=${speaks ? stopSpeaking : speak} />
  </div>`;
};
