/** The question of the round, in the reader's language if there is one. */
import { html } from "../vendor/ui.js";
import { view } from "../circle.js";
import { language } from "../words.js";

export const Prompt = () => {
  const prompt = view.value?.prompt;
  const words = prompt?.[language.value] ?? prompt?.en;
  return words ? html`<p class="prompt">${words}</p>` : null;
};
