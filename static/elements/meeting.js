/** The meeting as a whole, for who runs it: how turns go, and its end. */

import { html, useSignal } from "../vendor/ui.js";
import { closeQueue, endCircle, openQueue, setOrder } from "../actions.js";
import { view } from "../circle.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Confirm } from "./confirm.js";

export const Meeting = () => {
  const asks = useSignal(false);
  const { order = "hands", queue_open: open = true } = view.value ?? {};
  return html`<section class="card meeting" aria-labelledby="order-title">
    <h2 id="order-title">${t("lead.order")}</h2>
    <div class="row">
      <${Ask} command="set_order" icon="hand" say="lead.hands" kind="stacked" pressed=${order === "hands"} press=${() => setOrder("hands")} />
      <${Ask} command="set_order" icon="round" say="lead.round" kind="stacked" pressed=${order === "round"} press=${() => setOrder("round")} />
      ${open ? html`<${Ask} command="close_queue" icon="lock" say="lead.closequeue" kind="stacked" press=${closeQueue} />`
        : html`<${Ask} command="open_queue" icon="lock" say="lead.openqueue" kind="stacked" press=${openQueue} />`}
    </div>
    <${Ask} command="end_circle" say="lead.end" kind="grave wide" press=${() => { asks.value = true; }} />
    ${asks.value ? html`<${Confirm} question=${t("lead.end.sure")} yes=${t("lead.end.yes")} press=${endCircle}
      close=${() => { asks.value = false; }} />` : null}
  </section>`;
};
