/** Beside the browser's own question: why it asks, and what to do when the answer was no. Writing and listening stay equal ways. */

import { html, useEffect, useSignal } from "../vendor/ui.js";
import { beside, myTurn, place, responding } from "../circle.js";
import { askMicrophone, microphone } from "../voice.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

/** Where the permission was given before, nobody asks, and nothing should flash. */
const FLASH_MS = 300;

/** What is said of it; kept hidden by the person until the microphone's state changes. @type {Record<string, string>} */
const NO = { denied: "mic.denied", none: "mic.none", busy: "mic.busy", stopped: "mic.stopped" };

/** @param {{ chosen: boolean }} props `chosen`: the person has just asked for it */
export const MicrophoneCard = ({ chosen }) => {
  const state = microphone.value;
  const shown = useSignal(false);
  useEffect(() => {
    shown.value = state in NO || state === "silent";
    if (state !== "asking") return;
    const timer = setTimeout(() => { shown.value = true; }, FLASH_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const mayRespond = responding.value || (beside.value?.command === "respond" && !beside.value.closed);
  const wanted = chosen || place.value !== null || myTurn.value !== "none" || mayRespond;
  if (!shown.value || !wanted || state === "unasked" || state === "open") return null;
  if (state === "asking") return html`<div class="notice" role="status"><${Icon} name="mic" /><p>${t("mic.ask")} <strong>${t("mic.asking")}</strong></p></div>`;
  if (state === "silent") return myTurn.value === "sharing" || responding.value ? html`<div class="notice" role="status"><${Icon} name="mic-off" /><p>${t("mic.silent")}</p></div>` : null;
  return html`<div class="notice" role="status"><${Icon} name="mic-off" />
    <p>${t(NO[state])} <strong>${t("mic.write")}</strong></p>
    <div class="row"><${Button} words=${t("mic.again")} press=${askMicrophone} /><${Button} words=${t("mic.later")} kind="quiet" press=${() => { shown.value = false; }} /></div>
  </div>`;
};
