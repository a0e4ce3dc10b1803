/** What became of my written share while I am new here: it waits for who runs the meeting, or they said *not now* and I have it back. */

import { html } from "../vendor/ui.js";
import { act } from "../actions.js";
import { floorMine, you } from "../circle.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Icon } from "./icon.js";

/** What is mine again first: I may want to copy it. */
export const ReadFirst = () => {
  const mine = Object.entries(you.value?.unread ?? {}).sort(([a, one], [b, other]) => Number(other.text !== undefined) - Number(one.text !== undefined) || Number(a) - Number(b));
  const [number, { text = undefined, alone = undefined } = {}] = mine[0] ?? [];
  if (number === undefined) return null;
  const takeBack = () => act("take_back_written", { share: Number(number) });
  return html`<section class="notice private" aria-labelledby="first-title">
    <${Icon} name="pen" />
    <div role=${floorMine.value ? undefined : "status"}><h2 id="first-title">${t(text === undefined ? "write.first" : "write.back")}</h2>
      ${text === undefined ? html`<p>${t(alone ? "write.first.alone" : "write.first.hint")}</p>` : html`<p class="said" tabindex="0" translate=${false}>${text}</p>`}</div>
    <div class="row"><${Ask} command="take_back_written" say=${text === undefined ? "write.take_back" : "care.put_away"} press=${takeBack} /></div>
  </section>`;
};
