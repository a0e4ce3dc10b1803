/** The box for a share in writing: the same turn, the same place, the same limit. */

import { html, useEffect, useRef } from "../vendor/ui.js";
import { act, shareWritten } from "../actions.js";
import { myTurn, pending, primary, view } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { draft, writeInTurn, writing } from "./writing-state.js";

/** Characters of a written share, the server's bound. */
const MOST = 2000;

/** From here on the screen says how many are left. */
const FEW = 200;

/** Without the microphone: whoever writes is not asked for it. */
const raiseToWrite = () => act("raise_hand");

export const Writing = () => {
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => {
    box.current?.focus();
    // the box and what had the focus in it are gone: the big button that takes its place comes next
    return () => { setTimeout(() => { if (document.activeElement === document.body) /** @type {HTMLElement | null} */ (document.querySelector(".dock .big"))?.focus({ preventScroll: true }); }); };
  }, []);
  const text = draft.value;
  const share = async () => {
    const answer = await shareWritten(text);
    if (answer.ok) { draft.value = ""; writing.value = false; }
  };
  /** @param {Event} event */
  const type = (event) => {
    draft.value = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (myTurn.value === "offered" || myTurn.value === "held") writeInTurn();
  };
  const closed = myTurn.value === "none" || view.value?.stage === "paused" || text.trim() === "";
  return html`<section class="writing" aria-label=${t("write.title")}>
    <label for="share">${t("write.label")}</label>
    <textarea id="share" ref=${box} rows="3" maxlength=${MOST} value=${text} onInput=${type} translate=${false} spellcheck=${false} autocomplete="off"
      aria-describedby="share-hint"></textarea>
    <p class="soft small" id="share-hint">${t(myTurn.value === "none" ? "write.wait" : "write.hint")} ${MOST - text.length < FEW ? t("write.count", { n: MOST - text.length }) : ""}</p>
    <div class="row">
      <${Button} words=${t("do.cancel")} press=${() => { writing.value = false; }} />
      ${primary.value?.command === "raise_hand" && !primary.value.closed ? html`<${Button} icon="hand" words=${t("do.raise_hand")} kind="primary" press=${raiseToWrite} />`
        : html`<${Button} icon="check" words=${t("do.share")} kind="primary" disabled=${closed} busy=${pending.value.has("share_written")} press=${share} />`}
    </div>
  </section>`;
};
