/** The middle of the circle: the talking piece, whose it is, and a ring of time that empties. No countdown in red. */
import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { now as clock, remaining, seats, turn, view } from "../circle.js";
import { QUIET_SIGN_SECONDS, cardIn } from "../derive.js";
import { clockTime, t } from "../words.js";
import { nameOf } from "../names.js";
import { Leaf } from "./icon.js";

/** @import { Seat } from "../types.d.ts" */

/** Length of the ring's circle, radius 46 of 100. */
const LENGTH = 289;

export const Hub = () => {
  const now = turn.value;
  const holder = now ? seats.value.find((seat) => seat.id === now.seat) : undefined;
  const { stage, phase } = view.value ?? {};
  if (stage === "open" && phase?.silent) return html`<${Silence} ends=${phase.ends_at} />`;
  if (!now || !holder) {
    const text = stage === "gathering" ? t("status.gathering") : stage === "paused" ? t("status.paused") : t("circle.free");
    return html`<div class="hub idle"><${TimeRing} part=${0} /><${Leaf} /><strong>${text}</strong></div>`;
  }
  if (now.response || now.state === "responses") return html`<${Answered} holder=${holder} response=${now.response} />`;
  const left = Math.max(0, remaining.value ?? now.left ?? now.seconds);
  const over = now.state === "sharing" && left <= 0;
  const few = now.state === "sharing" && left <= QUIET_SIGN_SECONDS;
  return html`<div class=${few ? "hub few" : "hub"}>
    <${TimeRing} part=${left / now.seconds} />
    <span class="piece" key=${now.seat}><${Leaf} /></span>
    <strong>${nameOf(holder.shown)}</strong>
    <span role="timer" aria-live="off">${over ? t("circle.over") : t("circle.left", { t: clockTime(left) })}</span>
  </div>`;
};

/** What one response may take. */
const RESPONSE_SECONDS = 60;

/** A share that others answer: the piece stays with whose share it was. @param {{ holder: Seat, response: { seat: string, ends_at: number } | undefined }} props */
const Answered = ({ holder, response }) => {
  const voice = response && seats.value.find((seat) => seat.id === response.seat);
  const left = response ? Math.max(0, response.ends_at - clock.value) : 0;
  return html`<div class="hub">
    <${TimeRing} part=${left / RESPONSE_SECONDS} />
    <span class="piece" key=${holder.id}><${Leaf} /></span>
    <strong>${nameOf((voice ?? holder).shown)}</strong>
    ${voice ? html`<span role="timer" aria-live="off">${t("circle.left", { t: clockTime(left) })}</span>` : html`<span>${t("circle.invites")}</span>`}
  </div>`;
};

/** @param {{ ends: number | undefined }} props when the bell rings */
const Silence = ({ ends }) => {
  const left = ends === undefined ? 0 : Math.max(0, ends - clock.value);
  const whole = (cardIn(view.value, cards.value)?.minutes ?? 0) * 60;
  return html`<div class="hub idle">
    <${TimeRing} part=${whole > 0 ? left / whole : 0} /><${Leaf} /><strong>${t("status.silence")}</strong>
    ${left > 0 ? html`<span role="timer" aria-live="off">${t("circle.left", { t: clockTime(left) })}</span>` : null}
  </div>`;
};

/** @param {{ part: number }} props What is left, 1 to 0. */
const TimeRing = ({ part }) => html`<svg class="time-ring" viewBox="0 0 100 100" aria-hidden="true">
  <circle class="track" cx="50" cy="50" r="46" />
  ${part > 0 ? html`<circle class="left" cx="50" cy="50" r="46" style=${{ "--gone": String(LENGTH * (1 - Math.min(1, part))) }} />` : null}
</svg>`;
