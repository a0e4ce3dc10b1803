/** A written room for two, while the circle goes on: gone when it closes. */

import { html, signal, useEffect, useRef, useSignal } from "../vendor/ui.js";
import { endHelp, writeLine } from "../actions.js";
import { seats } from "../circle.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";

/** @import { Lines, Seat, SeatId } from "../types.d.ts" */

/** Characters of a line, the server's bound. */
const MOST = 300;

/** Whom I have just answered, by my own tap. @type {import("@preact/signals").Signal<SeatId | null>} */
export const answered = signal(null);

/** @param {Element | null} target */
export function attend(target) {
  if (!(target instanceof HTMLElement)) return;
  target.focus({ preventScroll: true });
  target.closest(".card")?.scrollIntoView({ block: "center" });
}

/** @param {{ seat: Seat, lines: Lines }} props */
export const Company = ({ seat, lines }) => {
  const text = useSignal("");
  const log = useRef(/** @type {HTMLElement | null} */ (null));
  const written = Object.entries(lines).sort(([a], [b]) => Number(a) - Number(b));
  useEffect(() => { if (log.current) log.current.scrollTop = log.current.scrollHeight; }, [written.length]);
  const field = `line-${seat.id}`;
  useEffect(() => {
    if (answered.peek() !== seat.id) return;
    answered.value = null;
    attend(document.getElementById(field));
  }, []);
  const send = async () => {
    const said = text.value;
    if (said.trim() === "") return;
    text.value = "";
    if (!(await writeLine(seat.id, said)).ok) text.value = said;
  };
  /** Enter sends, as in every chat; with Shift it is a new line. @param {KeyboardEvent} event */
  const keys = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); void send(); } };
  return html`<div class="company">
    <div role="log" ref=${log} tabindex="0" aria-label=${t("lead.room", { name: seat.shown })} translate=${false}><ol>${written.map(([number, { by, text: said }]) => {
      const who = seats.value.find((one) => one.id === by);
      return html`<li key=${number} class=${who?.me ? "mine" : ""}><span class="unseen">${who?.me ? t("lead.room.you") : t("lead.room.they", { name: seat.shown })} </span>${said}</li>`;
    })}</ol></div>
    <label class="unseen" for=${field}>${t("lead.room.label", { name: seat.shown })}</label>
    <textarea id=${field} rows="2" maxlength=${MOST} value=${text.value} placeholder=${t("lead.room.label", { name: seat.shown })} translate=${false} spellcheck=${false} autocomplete="off" enterkeyhint="send" onKeyDown=${keys}
      onInput=${(/** @type {Event} */ event) => { text.value = /** @type {HTMLTextAreaElement} */ (event.target).value; }}></textarea>
    <div class="row">
      <${Ask} command="end_help" seat=${seat.id} say="lead.room.end" press=${() => endHelp(seat.id)} />
      <${Ask} command="write_line" seat=${seat.id} icon="check" say="lead.send" kind="on" press=${send} disabled=${text.value.trim() === ""} />
    </div>
    <p class="soft small">${t("lead.room.hint")}</p>
  </div>`;
};
