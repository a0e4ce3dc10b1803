/** The people, seated in a circle with me at the bottom, and the talking piece in the middle. */
import { html } from "../vendor/ui.js";
import { Avatar } from "./avatar.js";
import { Hub } from "./hub.js";
import { Icon } from "./icon.js";
import { turn, view } from "../circle.js";
import { t } from "../words.js";
import { nameOf } from "../names.js";
import { roleSaid } from "./role.js";

/** @typedef {import("../types.js").Seat} Seat */

/** Above this, one ring is too narrow for names of two words: the next seats go to an inner ring. */
const ONE_RING = 20;

/** So far to the side a name still fits on a phone: of 4, 8 or 12 people two sit at the very sides. */
const WIDEST = 39.5;

/** Where a seat stands, in per cent of the circle's box, clockwise from the bottom.
 * @param {number} index @param {number} of @param {number} radius */
const spot = (index, of, radius) => {
  const angle = Math.PI / 2 + (2 * Math.PI * index) / of;
  const across = Math.max(-WIDEST, Math.min(WIDEST, radius * Math.cos(angle)));
  return { "--x": `${(50 + across).toFixed(2)}%`, "--y": `${(50 + radius * Math.sin(angle)).toFixed(2)}%` };
};

/** Of the one with the piece. */
const STATES = /** @type {const} */ ({ offered: "circle.offered", held: "circle.offered", sharing: "circle.sharing", responses: "circle.invites" });

/** @param {Seat} seat @param {boolean} holds */
const about = (seat, holds) => [
  holds ? t(STATES[turn.value?.state ?? "offered"]) : "",
  turn.value?.response?.seat === seat.id ? t("circle.responding") : "",
  seat.place ? t("circle.place", { n: seat.place }) : "",
  seat.away ? t("circle.away") : "",
  roleSaid(seat),
].filter(Boolean).join(", ");

/** @param {{ seats: Seat[] }} props */
export const Ring = ({ seats }) => {
  const outer = seats.length > ONE_RING ? Math.ceil(seats.length * 0.62) : seats.length;
  const size = seats.length > ONE_RING ? "tiny" : seats.length > 12 ? "small" : "";
  return html`<section class=${`circle ${size}`} aria-label=${t("circle.people")}>
    <ul class="ring">${seats.map((seat, index) => {
      const inside = index >= outer;
      const place = inside ? spot(index - outer, seats.length - outer, 27) : spot(index, outer, 41);
      const holds = turn.value?.seat === seat.id;
      const kind = `${seat.me ? "me " : ""}${holds ? "holds " : ""}${turn.value?.response?.seat === seat.id ? "answers " : ""}${seat.away ? "away " : ""}`;
      return html`<li key=${seat.id} class=${`seat ${kind}`} style=${place}>
        <span class="face"><${Avatar} name=${seat.name} />${seat.place ? html`<span class="place" aria-hidden="true">${seat.place}</span>` : null}</span>
        <span class="name">${nameOf(seat.shown)}${seat.me ? html`<span class="self"> · ${t("circle.you")}</span>` : null}</span>
        <span class="unseen">${about(seat, holds)}</span>
      </li>`;
    })}</ul>
    <${Hub} /><${Warmth} />
  </section>`;
};

/** How many are with the one who shared; nobody reads who. In the corner that the ring leaves free. */
const Warmth = () => {
  const n = view.value?.with_you ?? 0;
  if (n === 0) return null;
  return html`<p class="warmth"><${Icon} name="heart" /><span aria-hidden="true">${n}</span>
    <span class="unseen">${view.value?.phase?.applause ? t("with.applause", { n }) : t("with.count", { n })}</span></p>`;
};
