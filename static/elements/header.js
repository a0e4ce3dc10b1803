// @ts-check
/** The band at the top: what this is, who is here, the way out. */
import { html, useSignal } from "../vendor/ui.js";
import { myTurn, seats, view } from "../circle.js";
import { leave } from "../actions.js";
import { t } from "../words.js";
import { Button } from "./button.js";

/** @param {{ extra?: unknown }} props */
export const Header = ({ extra }) => {
  const sure = useSignal(false);
  const tap = () => { if (myTurn.value === "none") leave(); else sure.value = true; };
  const here = seats.value.filter((seat) => !seat.away).length;
  return html`<header class="top">
    <h1>${view.value?.title ?? ""}</h1>
    <span class="chip">${t("circle.here", { n: here })}</span>
    ${extra}
    <${Button} icon="leave" words=${t("do.leave")} kind="grave" press=${tap} />
    ${sure.value ? html`<div class="ask" role="alertdialog" aria-label=${t("do.leave")}>
      <p>${t("do.leave.sure")}</p>
      <${Button} words=${t("do.leave.yes")} kind="grave sure" press=${leave} />
      <${Button} words=${t("do.leave.no")} press=${() => { sure.value = false; }} />
    </div>` : null}
  </header>`;
};
