/** How I am heard in this circle, and another choice. Choosing closes the microphone first. */

import { html } from "../vendor/ui.js";
import { me, you } from "../circle.js";
import { closeMicrophone, manner, mannerAsked, microphone } from "../microphone.js";
import { t } from "../words.js";
import { Button } from "./button.js";

const NAMES = { own: "voice.own", disguised: "voice.disguised", written: "voice.written" };

export const VoiceSetting = () => {
  if (me.value?.role === "listener" || you.value?.listens) return null;
  const change = () => {
    closeMicrophone();
    microphone.value = "unasked";
    manner.value = null; // until it is answered, no button opens the microphone
    mannerAsked.value = true;
  };
  return html`<div class="voice-setting"><p>${t("voice.now")} <strong>${t(manner.value ? NAMES[manner.value.name] : "voice.unasked")}</strong></p>
    <${Button} words=${t("voice.change")} press=${change} /></div>`;
};
