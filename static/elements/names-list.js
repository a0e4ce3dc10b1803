/** Everybody's name, where the ring is too full to carry them. For the eye alone: a screen reader has them all in the ring. */

import { html } from "../vendor/ui.js";
import { seats } from "../circle.js";
import { nameOf } from "../names.js";
import { t } from "../words.js";
import { Avatar } from "./avatar.js";

/** Up to here the names stand in the ring. */
const IN_THE_RING = 12;

export const NamesList = () => {
  if (seats.value.length <= IN_THE_RING) return null;
  return html`<section class="card names" aria-hidden="true">
    <h2>${t("circle.people")}</h2>
    <ul>${seats.value.map((seat) => html`<li key=${seat.id}><${Avatar} name=${seat.name} />${nameOf(seat.shown)}</li>`)}</ul>
  </section>`;
};
