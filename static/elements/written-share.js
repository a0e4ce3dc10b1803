/** The last written share, for everyone to read. Text only, whatever was typed. */
import { html } from "../vendor/ui.js";
import { seats, view } from "../circle.js";
import { t } from "../words.js";
import { nameOf } from "../names.js";
import { Aside } from "./aside.js";

export const WrittenShare = () => {
  const written = view.value?.written;
  if (!written) return null;
  const author = seats.value.find((seat) => seat.id === written.seat);
  return html`<figure class="card written" translate=${false}>
    ${author ? html`<figcaption class="soft small">${t("circle.written", { name: nameOf(author.shown) })}</figcaption>` : null}
    <${Aside} part="ReadAloud" text=${written.text} />
    <blockquote tabindex="0">${written.text}</blockquote>
  </figure>`;
};
