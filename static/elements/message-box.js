/** Words to one person, that nobody else is shown but those who run the meeting. */

import { html, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { message } from "../guiding.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

/** @import { Seat } from "../types.d.ts" */

/** Characters, the server's bound. */
const MOST = 300;

/** @param {{ seat: Seat, close: () => void }} props */
export const MessageBox = ({ seat, close }) => {
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const text = useSignal("");
  useEffect(() => { box.current?.focus(); }, []);
  const send = async () => { if ((await message(seat.id, text.value)).ok) close(); };
  const takeBack = () => { message(seat.id, ""); };
  return html`<div class="words-to-one">
    ${seat.message ? html`<p class="quoted" translate=${false}>${seat.message}</p><${Ask} command="message" seat=${seat.id} icon="undo" say="lead.message.back" press=${takeBack} />` : null}
    <label for="message">${t("lead.message.label")}</label>
    <textarea id="message" ref=${box} rows="3" maxlength=${MOST} value=${text.value} translate=${false} spellcheck=${false} autocomplete="off" aria-describedby="message-hint"
      onInput=${(/** @type {Event} */ event) => { text.value = /** @type {HTMLTextAreaElement} */ (event.target).value; }}></textarea>
    <p class="soft small" id="message-hint">${t("lead.message.hint")}</p>
    <${Ask} command="message" seat=${seat.id} icon="check" say="lead.send" kind="primary wide" press=${send} disabled=${text.value.trim() === ""} />
  </div>`;
};
