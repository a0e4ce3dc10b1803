/** Single keys: R raise or lower, M begin or microphone, D done, P pass; for the keeper N next, B pause. One switch turns them off. */

import { signal, useEffect } from "../vendor/ui.js";
import { begin, done, lowerHand, next, pass, pause, raiseHand, resume } from "../actions.js";
import { keeping, myTurn, primary, responding, turn, view } from "../circle.js";
import { askMicrophone, closeMicrophone, microphone } from "../voice.js";

export const singleKeys = signal(true);

/** @type {Record<string, () => void>} */
const KEYS = {
  r: () => {
    if (primary.value?.closed) return;
    if (primary.value?.command === "raise_hand") raiseHand();
    else if (primary.value?.command === "lower_hand") lowerHand();
  },
  m: () => {
    if ((myTurn.value === "none" && !responding.value) || myTurn.value === "responses" || (turn.value?.written && !responding.value)) return;
    if ((myTurn.value === "sharing" || responding.value) && (microphone.value === "open" || microphone.value === "silent")) closeMicrophone();
    else if (responding.value) void askMicrophone();
    else begin();
  },
  d: () => { if (primary.value?.command === "done") done(); },
  p: () => { if (myTurn.value === "offered") pass(); },
  n: () => { if (keeping.value && view.value?.stage === "open") next(); },
  b: () => { if (!keeping.value) return; if (view.value?.stage === "paused") resume(); else if (view.value?.stage === "open") pause(); },
};

/** @param {KeyboardEvent} event */
function press(event) {
  const { target } = event;
  const typing = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  if (!singleKeys.value || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
  KEYS[event.key.toLowerCase()]?.();
}

/** While the element that calls it is on the page. */
export function useShortcuts() {
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
