/** Single keys: R raise or lower, M begin or microphone, D done, P pass. Those who run the meeting have more. One switch turns all of them off. */

import { signal, useEffect } from "../vendor/ui.js";
import { begin, done, lowerHand, pass, raiseHand } from "../actions.js";
import { myTurn, primary, responding, turn } from "../circle.js";
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
};

/** What another part of the page adds while it is there: `n`, `?`, `shift+s`. @type {Record<string, () => void>} */
export const MORE_KEYS = {};

/** @param {KeyboardEvent} event */
function press(event) {
  const { target } = event;
  const typing = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  if (!singleKeys.value || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const does = MORE_KEYS[event.shiftKey && /[a-z]/.test(key) ? `shift+${key}` : key] ?? KEYS[key];
  if (!does) return;
  event.preventDefault(); // nor does the letter go into a field that the key has just opened
  does();
}

/** While the element that calls it is on the page. */
export function useShortcuts() {
  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
