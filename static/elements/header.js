/** The band at the top: what this is, who is here, the way out. */

import { html, useSignal } from "../vendor/ui.js";
import { leave } from "../actions.js";
import { myTurn, seats, view } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Confirm } from "./confirm.js";
import { ExitButton } from "./exit-button.js";
import { HelpButton } from "./help-button.js";

/** @param {{ extra?: unknown }} props `extra`: what a facilitator has there besides */
export const Header = ({ extra }) => {
  const asks = useSignal(false);
  const tap = () => { if (myTurn.value === "none") leave(); else asks.value = true; };
  const here = seats.value.filter((seat) => !seat.away).length;
  return html`<header class="top">
    <div class="what"><h1>${view.value?.title ?? ""}</h1><span class="chip">${t("circle.here", { n: here })}</span></div>
    ${extra}
    <${HelpButton} />
    <${Button} icon="leave" words=${t("do.leave")} kind="grave" press=${tap} />
    <${ExitButton} />
    ${asks.value ? html`<${Confirm} question=${t("do.leave.sure")} yes=${t("do.leave.yes")} no=${t("do.leave.no")} press=${leave} close=${() => { asks.value = false; }} />` : null}
  </header>`;
};
