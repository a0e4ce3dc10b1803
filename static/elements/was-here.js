/** From the waiting room: somebody who lost their browser, and with it their seat, says so. They are shown nobody; who runs the meeting finds the seat. */

import { html, useSignal } from "../vendor/ui.js";
import { act } from "../actions.js";
import { pending, you } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { PRIVATE, typedInto } from "./input.js";
import { refusal } from "./refusal.js";

/** Units that the field takes; the server counts letters with all their signs. */
const MOST = 100;

export const WasHere = () => {
  const text = useSignal("");
  const asks = useSignal(false);
  const failed = useSignal("");
  if (you.value?.claims) return html`<p class="card" role="status">${t("lobby.here.sent")}</p>`;
  if (!asks.value) return html`<${Button} words=${t("lobby.here")} press=${() => { asks.value = true; }} />`;
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const answer = await act("was_here", { text: text.value.trim() });
    failed.value = answer.ok ? "" : answer.code;
  };
  return html`<form class="card greeting" onSubmit=${send}>
    <label for="was-here">${t("lobby.here.label")}</label>
    <input id="was-here" class="input" value=${text.value} maxlength=${MOST} onInput=${typedInto(text)} aria-describedby="was-here-hint" ...${PRIVATE} />
    <p class="soft small" id="was-here-hint">${t("lobby.here.hint")}</p>
    <p class="refused" role="alert">${failed.value === "has-seat" ? t("refused.has-seat") : failed.value ? refusal(failed.value) : ""}</p>
    <button type="submit" class="button" aria-busy=${pending.value.has("was_here") ? "true" : undefined}><span>${t("lobby.here.ask")}</span></button>
  </form>`;
};
