/** Single keys of those who run the meeting, beside everybody's: N next, B quiet minute, Shift S stop, U undo, H help, ? all keys. */

import { useEffect } from "../vendor/ui.js";
import { serverNow, view } from "../circle.js";
import { pause, resume, stop, undo } from "../guiding.js";
import { focusHelp } from "./help-desk.js";
import { keysShown } from "./keys-help.js";
import { pressNext } from "./next-button.js";
import { MORE_KEYS } from "./shortcuts.js";

/** @type {Record<string, () => void>} */
const KEYS = {
  n: () => { if (view.value?.stage === "open" && !view.value.safe) pressNext(); },
  b: () => { if (view.value?.stage === "paused") resume(); else if (view.value?.stage === "open") pause(); },
  "shift+s": () => { if (view.value?.stage === "open") stop(); }, // two keys at once: nobody stops a meeting by leaning on the keyboard
  u: () => { if ((view.value?.undo?.until ?? 0) > serverNow()) undo(); },
  h: focusHelp,
  "?": () => { keysShown.value = true; },
};

/** While the element that calls it is on the page. */
export function useKeepingKeys() {
  useEffect(() => {
    Object.assign(MORE_KEYS, KEYS);
    return () => { for (const key of Object.keys(KEYS)) delete MORE_KEYS[key]; };
  }, []);
}
