// @ts-check
/** A share in writing: the same turn, the same place, the same limit. The draft stays on this page alone. */
import { html, signal } from "../vendor/ui.js";
import { begin, shareWritten } from "../actions.js";
import { myTurn, pending } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** Whether the box is open. */
export const writing = signal(false);

/** The draft. Gone with the page. */
export const draft = signal("");

/** Characters of a written share, the server's bound. */
const MOST = 2000;

export const Writing = () => {
  const text = draft.value;
  const mine = myTurn.value;
  const share = async () => {
    const answer = await shareWritten(text);
    if (answer.ok) { draft.value = ""; writing.value = false; }
  };
  /** @param {Event} event */
  const type = (event) => {
    draft.value = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (myTurn.value === "offered" && !pending.value.has("begin")) begin({ written: true });
  };
  return html`<section class="writing" aria-label=${t("write.title")}>
    <label for="words">${t("write.label")}</label>
    <textarea id="words" rows="4" maxlength=${MOST} value=${text} onInput=${type} translate="no" spellcheck="false" autocomplete="off"></textarea>
    <p class="soft small">${mine === "none" ? t("write.wait") : t("write.hint")} ${MOST - text.length < 200 ? t("write.count", { n: MOST - text.length }) : ""}</p>
    <div class="row">
      <${Button} icon="check" words=${t("do.share")} kind="primary" disabled=${mine === "none" || text.trim() === ""} busy=${pending.value.has("share_written")} press=${share} />
      <${Button} words=${t("do.cancel")} press=${() => { writing.value = false; }} />
    </div>
  </section>`;
};
