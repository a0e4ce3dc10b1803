/** Who has the piece, the time that is left, who waits; and the two things that cannot wait: the holder's microphone and the door. */

import { html } from "../vendor/ui.js";
import { queue, remaining, seats, turn, view } from "../circle.js";
import { mute, unmute } from "../guiding.js";
import { nameOf } from "../names.js";
import { clockTime, t } from "../words.js";
import { Ask } from "./ask.js";
import { Button } from "./button.js";
import { Leaf } from "./icon.js";
import { mayRemove, removing } from "./removing.js";

/** @import { Seat } from "../types.d.ts" */

export const Moment = () => {
  const holder = seats.value.find((seat) => seat.id === turn.value?.seat);
  const { stage, order, phase } = view.value ?? {};
  const quiet = stage === "gathering" ? "status.gathering" : stage === "paused" ? "status.paused" : phase?.silent ? "status.silence" : "circle.free";
  const n = queue.value.length;
  return html`<div class="moment">
    <${Leaf} />
    <p><strong>${holder ? nameOf(holder.shown) : t(quiet)}</strong>${" "}
      ${holder ? html`<span>${stateOf()}</span> ` : null}
      ${order === "draw" ? null : html`<span>${n > 0 ? t("lead.waiting", { n }) : t("lead.waiting.nobody")}</span>`}</p>
    ${holder ? html`<${Silence} seat=${holder} />` : null}
    ${holder && mayRemove(holder) ? html`<${Button} icon="remove" words=${t("lead.remove.short")} label=${t("lead.remove", { name: holder.shown })} kind="stacked grave silence"
      press=${() => { removing.value = holder; }} />` : null}
  </div>`;
};

/** @returns {string} */
function stateOf() {
  const { state, response, responses = 0 } = turn.value ?? {};
  if (state === "offered") return t("circle.offered");
  if (state === "held") return t("circle.held");
  if (response) return t("lead.response", { name: seats.value.find((seat) => seat.id === response.seat)?.shown ?? "" });
  if (state === "responses") return t("lead.responses", { n: responses });
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
