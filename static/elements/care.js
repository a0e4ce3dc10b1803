/** What is between me and those who run the meeting: the numbers to call and my request for help, and what they have for me alone. */

import { effect, html, useEffect, useRef } from "../vendor/ui.js";
import { askHelp } from "../actions.js";
import { floorMine, view, you } from "../circle.js";
import { nameIn } from "../derive.js";
import { helpTurn } from "../helping.js";
import { helpCard, helpEnded } from "../opened.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Asked } from "./asked.js";
import { Button } from "./button.js";
import { Lines } from "./lines.js";
import { Notices } from "./notices.js";

/** @import { You } from "../types.d.ts" */

/** As it was at the last look. @type {You | null} */
let before = null;

// What happens to my request shows its card again; not while I share, when nothing is to come between.
effect(() => {
  const now = you.value;
  const turn = helpTurn(before, now);
  before = now;
  if (turn === "open" && !helpCard.peek() && !floorMine.peek()) helpCard.value = "shown";
  if (turn === "over" || turn === "ended") helpCard.value = false;
  if (turn !== null) helpEnded.value = turn === "ended";
});

export const Care = () => html`<${Notices} />${helpCard.value ? html`<${HelpCard} />` : null}`;

const HelpCard = () => {
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (helpCard.value === "pressed") title.current?.focus({ preventScroll: true });
  }, []);
  const close = () => {
    helpCard.value = false;
    /** @type {HTMLElement | null} */ (document.querySelector(".help-now"))?.focus({ preventScroll: true });
  };
  const state = you.value?.help?.state;
  const asked = state !== undefined && state !== "offered";
  const name = state === "together" ? nameIn(view.value, you.value?.help?.by) : undefined;
  return html`<section class="notice care" aria-labelledby="care-title">
    <div class="care-head"><h2 id="care-title" tabindex="-1" ref=${title}>${name ? t("care.together", { name }) : t("care.now")}</h2>
      <${Button} words=${t(asked ? "aside.fold" : "aside.close")} press=${close} /></div>
    ${asked ? html`<${Asked} />` : html`<p>${t("care.call")}</p><${Lines} to=${1} />
      <${Ask} command="ask_help" icon="hand" say="care.ask" kind="warm wide" press=${askHelp} />
      <p class="soft small">${t("care.ask.hint")}</p><${Lines} from=${1} />`}
  </section>`;
};
