/** Where the holder names the next: everybody who may have the turn after mine. */

import { html, useEffect, useRef } from "../vendor/ui.js";
import { passOn } from "../actions.js";
import { myTurn, seats, view } from "../circle.js";
import { nextList } from "../opened.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Avatar } from "./avatar.js";
import { Button } from "./button.js";

export const NextList = () => {
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    title.current?.scrollIntoView({ block: "nearest" });
    return () => { nextList.value = false; };
  }, []);
  if (myTurn.value !== "sharing" || view.value?.order !== "tag") {
    nextList.value = false; // it was said otherwise meanwhile
    return null;
  }
  const others = seats.value.filter((seat) => !seat.me && !seat.away && seat.role !== "listener");
  return html`<section class="card next-list" aria-labelledby="next-list-title">
    <h2 id="next-list-title" tabindex="-1" ref=${title}>${t("next.title")}</h2>
    <p class="soft small">${t("next.hint")}</p>
    <ul>${others.map((seat) => html`<li key=${seat.id}><button type="button" class="button" onClick=${() => passOn(seat.id)}>
      <${Avatar} name=${seat.name} /><span>${nameOf(seat.shown)}</span></button></li>`)}</ul>
    <${Button} words=${t("aside.close")} kind="quiet" press=${() => { nextList.value = false; }} />
  </section>`;
};
