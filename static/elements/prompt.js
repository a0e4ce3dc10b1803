/** The question that is asked now, in the reader's language. */
import { html } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { view } from "../circle.js";
import { promptIn } from "../derive.js";

export const Prompt = () => {
  const words = promptIn(view.value, cards.value);
  return words ? html`<p class="prompt">${words}</p>` : null;
};
