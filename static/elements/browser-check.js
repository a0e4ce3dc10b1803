/** For browsers that cannot carry a voice: those inside other apps, and pages without a secure connection. */

import { html, useSignal } from "../vendor/ui.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Helpline } from "./helpline.js";
import { Leaf } from "./icon.js";

/** @typedef {"insecure" | "inside" | null} Hindrance */

/** Apps whose own browser hands out no microphone, or drops it in the background. `wv` is any Android app's. */
const INSIDE = /FBAN|FBAV|FB_IAB|Instagram|WhatsApp|Snapchat|Line\/|MicroMessenger|; wv\)/;

/** @returns {Hindrance} */
export function hindrance() {
  if (!window.isSecureContext) return "insecure";
  if (INSIDE.test(navigator.userAgent) || !("RTCPeerConnection" in window) || !navigator.mediaDevices) return "inside";
  return null;
}

/** @param {{ why: "insecure" | "inside" }} props */
export const BrowserCheck = ({ why }) => {
  const copied = useSignal(false);
  const copy = () => navigator.clipboard?.writeText(location.href).then(() => { copied.value = true; }, () => {});
  return html`<div class="page"><main class="main narrow farewell">
    <${Leaf} />
    <h1>${t(why === "insecure" ? "bye.insecure" : "browser.title")}</h1>
    <p>${t(why === "insecure" ? "bye.insecure.text" : "browser.text")}</p>
    ${why === "inside" ? html`<p>${t("browser.how")}</p><${Button} words=${t("browser.copy")} kind="primary" press=${copy} />
      <p role="status">${copied.value ? t("browser.copied") : ""}</p>` : null}
    <${Helpline} />
  </main></div>`;
};
