/** What a person has opened on this page alone: nobody is told of it. */

import { computed, signal } from "./vendor/ui.js";
import { view } from "./circle.js";

/** The card with the numbers to call. `pressed`: by the person's own tap, so the focus moves there. @type {import("@preact/signals").Signal<false | "pressed" | "shown">} */
export const helpCard = signal(false);

/** A side room is over, and the person has not put the news of it away. */
export const helpEnded = signal(false);

/** The form for a call. */
export const callForm = signal(false);

/** The list of who may have the turn after mine. */
export const nextList = signal(false);

/** Whether something stands between the question and the people. */
export const middle = computed(() => {
  const { stage, phase } = view.value ?? {};
  return callForm.value || nextList.value || (stage !== "gathering" && (phase?.milestones === true || phase?.questions === true || phase?.call === true));
});
