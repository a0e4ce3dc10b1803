/** Says when the connection is lost, and that nothing else is. */
import { html } from "../vendor/ui.js";
import { link, muting } from "../circle.js";
import { hearing } from "../voice.js";
import { t } from "../words.js";

export const Banner = () => {
  const words = link.value === "offline" ? t("link.offline") : link.value === "reconnecting" ? t("link.reconnecting")
    : muting.value ? t("status.muting") : hearing.value === "lost" ? t("link.nosound") : "";
  return html`<div role="status">${words ? html`<p class="banner">${words}</p>` : null}</div>`;
};
