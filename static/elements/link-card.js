/** One link of the circle: for whom, the link itself, and its picture for a phone's camera. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";
import { CopyButton } from "./copy-button.js";

/** @param {{ name: string, words: string, hint: string, link: string, drawing?: string, extra?: unknown }} props */
export const LinkCard = ({ name, words, hint, link, drawing, extra }) => html`<section class="card link" aria-labelledby=${`${name}-title`}>
  <div>
    <h2 id=${`${name}-title`}>${words}</h2>
    <p class="soft small">${hint}</p>
    <input class="shown" id=${name} type="text" readonly value=${link} aria-labelledby=${`${name}-title`} autocomplete="off" translate=${false} spellcheck=${false}
      onFocus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
    <${CopyButton} text=${link} what=${words} source=${name} primary />
    ${extra}
  </div>
  ${drawing ? html`<img class="qr" alt=${t("open.qr", { what: words })} src=${`data:image/svg+xml,${encodeURIComponent(drawing)}`} width="176" height="176" />` : null}
</section>`;
