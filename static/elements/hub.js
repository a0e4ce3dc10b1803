/** The middle of the circle: the talking piece, whose it is, and a ring of time that empties. No countdown in red. */
import { html } from "../vendor/ui.js";
import { remaining, seats, turn, view } from "../circle.js";
import { QUIET_SIGN_SECONDS } from "../derive.js";
import { clockTime, t } from "../words.js";
import { nameOf } from "../names.js";
import { Leaf } from "./icon.js";

/** Length of the ring's circle, radius 46 of 100. */
const LENGTH = 289;

export const Hub = () => {
  const now = turn.value;
  const holder = now ? seats.value.find((seat) => seat.id === now.seat) : undefined;
  if (!now || !holder) {
    const text = view.value?.stage === "gathering" ? t("status.gathering") : view.value?.stage === "paused" ? t("status.paused") : t("circle.free");
    return html`<div class="hub idle"><${TimeRing} part=${0} /><${Leaf} /><strong>${text}</strong></div>`;
  }
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

/** @param {{ part: number }} props What is left, 1 to 0. */
const TimeRing = ({ part }) => html`<svg class="time-ring" viewBox="0 0 100 100" aria-hidden="true">
  <circle class="track" cx="50" cy="50" r="46" />
  ${part > 0 ? html`<circle class="left" cx="50" cy="50" r="46" style=${{ "--gone": String(LENGTH * (1 - Math.min(1, part))) }} />` : null}
</svg>`;
