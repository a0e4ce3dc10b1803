/** Copy some text; share it too, where the phone has a sheet for that. Neither asks another server for anything. */

import { html, useSignal } from "../vendor/ui.js";
import { t } from "../words.js";
import { Button } from "./button.js";

const SAID_MS = 4000;

/**
 * @param {{ text: string, what?: string, source?: string, primary?: boolean, words?: string, small?: boolean }} props `what`: names the text for who does
 * not see where the button stands; `source`: id of what shows it, marked when copying fails; `small`: an icon alone, for a list
 */
export const CopyButton = ({ text, what, source, primary, words = t("open.copy"), small }) => {
  const state = useSignal(/** @type {"" | "copied" | "failed"} */ (""));
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      state.value = "copied";
      setTimeout(() => { state.value = ""; }, SAID_MS);
    } catch { // no secure connection, or the browser's own no
      mark(source ?? "");
      state.value = "failed";
    }
  };
  const share = () => { navigator.share({ text }).catch(() => {}); }; // put away by the person
  const said = state.value === "copied" ? t("open.copied") : state.value === "failed" ? t("open.copy.failed") : "";
  return html`<div class="copying">
    <${Button} icon=${state.value === "copied" ? "check" : "copy"} kind=${small ? "square" : primary ? "primary" : ""} words=${small ? undefined : words}
      label=${what && t("open.copy.name", { what })} press=${copy} />
    ${"share" in navigator && !small ? html`<${Button} words=${t("open.share")} label=${what && t("open.share.name", { what })} press=${share} />` : null}
    <p class=${small && state.value !== "failed" ? "unseen" : "small"} role="status">${said}</p>
  </div>`;
};

/** @param {string} source */
function mark(source) {
  const shown = document.getElementById(source);
  if (shown instanceof HTMLInputElement) shown.select();
  else if (shown) getSelection()?.selectAllChildren(shown);
}
