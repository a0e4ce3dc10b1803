/** The numbers to call, each one tap. */

import { html } from "../vendor/ui.js";
import { dialled, helplines } from "../helplines.js";
import { Icon } from "./icon.js";

/** @param {{ from?: number, to?: number }} props a part of them, for what is to stand between the first and the others */
export const Lines = ({ from, to }) => html`<ul class="lines">${helplines().slice(from, to).map(({ label, number }) => html`<li key=${number}>
  <a class="button" href=${dialled(number)}><${Icon} name="phone" /><span>${label} <strong>${number}</strong></span></a>
</li>`)}</ul>`;
