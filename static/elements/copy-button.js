/** Copy some text; share it too, where the phone has a sheet for that. Neither asks another server for anything. */

import { html, useSignal } from "../vendor/ui.js";
import { t } from "../words.js";
import { Button } from "./button.js";

const SAID_MS = 4000;

/** @param {{ text: string, what: string, source?: string, primary?: boolean, words?: string }} props `what`: names the text for who does not see where the
 * button stands; `source`: id of the field that holds it, marked when copying fails */
export const CopyButton = ({ text, what, source, primary, words = t("open.copy") }) => {
  const state = useSignal(/** @type {"" | "copied" | "failed"} */ (""));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      state.value = "copied";
      setTimeout(() => { state.value = ""; }, SAID_MS);
    } catch { // no secure connection, or the browser's own no
      const field = document.getElementById(source ?? "");
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
      state.value = "failed";
    }
  };
  const share = () => { navigator.share({ text }).catch(() => {}); }; // put away by the person
  return html`<div class="copying">
    <${Button} icon=${state.value === "copied" ? "check" : "copy"} kind=${primary ? "primary" : ""} words=${words} label=${t("open.copy.name", { do: words, what })} press=${copy} />
    ${"share" in navigator ? html`<${Button} words=${t("open.share")} label=${t("open.copy.name", { do: t("open.share"), what })} press=${share} />` : null}
    <p class="small" role="status">${state.value === "copied" ? t("open.copied") : state.value === "failed" ? t("open.copy.failed") : ""}</p>
  </div>`;
};
