/** A card that is open where there is room, and one line on a phone. */

import { html, useState } from "../vendor/ui.js";

/** From here on the console has columns. */
const WIDE = "(min-width: 60rem)";

/** @param {{ kind: string, title: unknown, children?: unknown, open?: boolean }} props `open`: on a laptop */
export const Fold = ({ kind, title, children, open = true }) => {
  const [first] = useState(() => open && matchMedia(WIDE).matches);
  return html`<details class=${`card fold ${kind}`} open=${first}><summary>${title}</summary>${children}</details>`;
};
