/** The numbers to call, each one tap. */

import { html } from "../vendor/ui.js";
import { dialled, helplines } from "../helplines.js";
import { Icon } from "./icon.js";

export const Lines = () => html`<ul class="lines">${helplines().map(({ label, number }) => html`<li key=${number}>
  <a class="button" href=${dialled(number)}><${Icon} name="phone" /><span>${label} <strong>${number}</strong></span></a>
</li>`)}</ul>`;
