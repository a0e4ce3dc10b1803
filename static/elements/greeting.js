/** From the waiting room: how the facilitator knows me, for who decides and reads only drawn names otherwise. */

import { html, useSignal } from "../vendor/ui.js";
import { greet } from "../actions.js";
import { pending, you } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { PRIVATE, typedInto } from "./input.js";

/** Characters of a greeting, the server's bound. */
const MOST = 120;

export const Greeting = () => {
  const text = useSignal("");
  const again = useSignal(false);
  if (you.value?.greeted && !again.value) return html`<div class="card greeting"><p role="status">${t("lobby.sent")}</p>
    <${Button} words=${t("lobby.again")} press=${() => { again.value = true; }} /></div>`;
  const empty = text.value.trim() === "";
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    if (empty) return;
    const answer = await greet(text.value.trim());
    if (answer.ok) { text.value = ""; again.value = false; }
  };
  return html`<form class="card greeting" onSubmit=${send}>
    <label for="greeting">${t("lobby.know")}</label>
    <input id="greeting" class="input" value=${text.value} maxlength=${MOST} onInput=${typedInto(text)} aria-describedby="greeting-hint" ...${PRIVATE} />
    <p class="soft small" id="greeting-hint">${t("lobby.know.hint")}</p>
    <button type="submit" class="button" aria-disabled=${empty ? "true" : undefined} aria-busy=${pending.value.has("greet") ? "true" : undefined}>
      <span>${t("aside.send")}</span></button>
  </form>`;
};
