/** The meeting as a whole, for who runs it: how turns go, and its end. */

import { html, useSignal } from "../vendor/ui.js";
import { closeQueue, endCircle, openQueue, setOrder } from "../actions.js";
import { pending, view } from "../circle.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Confirm } from "./confirm.js";

export const Meeting = () => {
  const asks = useSignal(false);
  const { order = "hands", queue_open: open = true } = view.value ?? {};
  return html`<section class="card meeting" aria-labelledby="order-title">
    <h2 id="order-title">${t("lead.order")}</h2>
    <div class="row">
      <${Button} icon="hand" words=${t("lead.hands")} kind="stacked" pressed=${order === "hands"} press=${() => setOrder("hands")} busy=${pending.value.has("set_order")} />
      <${Button} icon="round" words=${t("lead.round")} kind="stacked" pressed=${order === "round"} press=${() => setOrder("round")} busy=${pending.value.has("set_order")} />
      <${Button} icon="lock" words=${t(open ? "lead.closequeue" : "lead.openqueue")} kind="stacked" press=${open ? closeQueue : openQueue} />
    </div>
    <${Button} words=${t("lead.end")} kind="grave wide" press=${() => { asks.value = true; }} busy=${pending.value.has("end_circle")} />
    ${asks.value ? html`<${Confirm} question=${t("lead.end.sure")} yes=${t("lead.end.yes")} press=${endCircle} close=${() => { asks.value = false; }} />` : null}
  </section>`;
};
