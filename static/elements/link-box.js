/** A link to copy, alone or in a sentence that can be sent as it is. */

import { html, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { view } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @type {Record<string, string>} */
const MESSAGES = { shared: "lead.link.message", personal: "lead.link.message.one", listener: "lead.link.message.listener" };

/** @param {{ link: string, kind: "shared" | "personal" | "listener" }} props */
export const LinkBox = ({ link, kind }) => {
  const said = useSignal("");
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => { if (kind !== "listener") box.current?.focus(); }, []); // the button that made the link is gone; of two the first
  const invitation = t(MESSAGES[kind], { title: view.value?.title ?? "", link });
  /** @param {string} text */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = t("lead.copied");
    } catch { // the browser's own no: marked, it can be copied by hand
      box.current?.select();
      said.value = t("lead.copy.failed");
    }
  };
  return html`<div class="link-box">
    <label for=${`link-${kind}`}>${t(kind === "listener" ? "lead.link.message.label.listener" : "lead.link.message.label")}</label>
    <textarea id=${`link-${kind}`} ref=${box} rows="5" readonly translate=${false} spellcheck=${false} autocomplete="off" value=${invitation} />
    <p class="soft small">${t("lead.link.once")}</p>
    <${Button} icon="copy" words=${t("lead.link.copy.message")} kind="primary" press=${() => copy(invitation)} />
    <${Button} icon="link" words=${t("lead.link.copy")} press=${() => copy(link)} />
    <p role="status">${said.value}</p>
  </div>`;
};
