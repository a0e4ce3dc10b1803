/** One *Next* for person, round and part: its words say which, and in the last part it ends the meeting, after one more question. */

import { computed, html, signal } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { myTurn, now, queue, seats, view } from "../circle.js";
import { next, startCircle } from "../guiding.js";
import { nextFor } from "../keeping.js";
import { Ask } from "./ask.js";

/** Whether the question is open: end the meeting for everyone? */
export const ending = signal(false);

const step = computed(() => nextFor(view.value, queue.value, seats.value, cards.value, now.value));

/** What the button does, and the key N. */
export function pressNext() {
  if (step.value.step === "start") return;
  if (step.value.step === "end") ending.value = true;
  else void next();
}

/** How it looks, by what it does. */
const ICONS = { start: "play", person: "next", draw: "next", share: "check", round: "round", part: "forward", end: "door" };

export const NextButton = () => {
  const { step: does, key, values } = step.value;
  const kind = myTurn.value === "none" ? "primary big" : "big"; // one green button at a time, and mine is another
  if (does === "start") return html`<${Ask} command="start_circle" icon="play" say=${key} kind=${kind} press=${startCircle} />`;
  const closed = view.value?.stage === "paused" || view.value?.safe === true;
  return html`<${Ask} command="next" icon=${ICONS[does]} say=${key} values=${values} kind=${kind} press=${pressNext} keys="N"
    disabled=${closed} />`;
};
