// @ts-check
/** Explains the permission before the phone asks for it, and what to do when it was refused. Listening and writing stay equal ways. */
import { html, signal } from "../vendor/ui.js";
import { raiseHand } from "../actions.js";
import { primary } from "../circle.js";
import { askMicrophone, microphone } from "../voice.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { writing } from "./writing.js";

/** Whether the card is shown. */
export const asking = signal(false);

export const MicrophoneCard = () => {
  const state = microphone.value;
  const text = state === "unasked" ? t("mic.ask") : state === "asking" ? t("mic.asking") : state === "open" ? t("do.mic.on") : t(`mic.${state}`);
  const close = () => { asking.value = false; };
  return html`<section class="asking" aria-label=${t("mic.title")}>
    <h2>${t("mic.title")}</h2>
    <p>${text}</p>
    ${state === "denied" || state === "none" || state === "busy" ? html`<p class="soft">${t("mic.write")}</p>` : null}
    <div class="row">
      <${Button} icon="mic" words=${t(state === "unasked" || state === "asking" ? "mic.allow" : "mic.again")} kind="primary" busy=${state === "asking"} press=${async () => { if (await askMicrophone()) raise(close); }} />
      <${Button} words=${t("mic.later")} press=${() => raise(close)} />
      ${state === "denied" || state === "none" || state === "busy" ? html`<${Button} icon="pen" words=${t("do.write")} press=${() => { close(); writing.value = true; }} />` : null}
    </div>
  </section>`;
};

/** The hand goes up whatever the answer was: a share can be written. @param {() => void} close */
const raise = (close) => {
  close();
  if (primary.value?.command === "raise_hand") raiseHand();
};
