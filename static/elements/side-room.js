/** A written side room with a facilitator, while the circle goes on. What is typed stays on this page until it is sent, and nothing is kept. */

import { html, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { endHelp, writeLine } from "../actions.js";
import { floorMine, pending, view, you } from "../circle.js";
import { nameIn } from "../derive.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { PRIVATE, typedInto } from "./input.js";
import { Lines } from "./lines.js";

/** Characters of a line, the server's bound. */
const MOST = 300;

export const SideRoom = () => {
  const { help, seat = "" } = you.value ?? {};
  const text = useSignal("");
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const lines = Object.entries(help?.lines ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  const last = lines.at(-1)?.[0];
  useEffect(() => { list.current?.scrollTo({ top: list.current.scrollHeight }); }, [last]);
  const other = nameIn(view.value, help?.by) ?? "…";
  const empty = text.value.trim() === "";
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    if (empty || pending.value.has("write_line")) return;
    const answer = await writeLine(seat, text.value.trim());
    if (answer.ok) text.value = "";
  };
  return html`<div class="side-room">
    <p class="soft small">${t("care.together.hint")}</p>
    <ol class="written-lines" ref=${list} tabindex="0" role="log" aria-live=${floorMine.value ? "off" : "polite"} translate="no">
      ${lines.map(([number, line]) => html`<li key=${number} class=${line.by === seat ? "mine" : ""}>
        <small>${line.by === seat ? t("care.me") : nameOf(nameIn(view.value, line.by) ?? other)}</small><p>${line.text}</p></li>`)}
    </ol>
    <form class="send" onSubmit=${send}>
      <label class="unseen" for="line">${t("care.line", { name: other })}</label>
      <input id="line" class="input" value=${text.value} maxlength=${MOST} placeholder=${t("care.line", { name: other })} onInput=${typedInto(text)} ...${PRIVATE} />
      <button type="submit" class="button primary" aria-disabled=${empty ? "true" : undefined} aria-busy=${pending.value.has("write_line") ? "true" : undefined}>
        <span>${t("aside.send")}</span></button>
    </form>
    <${Ask} command="end_help" seat=${seat} say="care.end" kind="wide" press=${() => endHelp(seat)} />
    <${Lines} />
  </div>`;
};
