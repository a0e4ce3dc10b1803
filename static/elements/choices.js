/** One of a few, each with a sentence that says what it means. */

import { html } from "../vendor/ui.js";

/** @typedef {{ value: string, words: string, hint?: string, more?: unknown }} Option `more`: what is shown under the option once it is chosen */

/** @param {{ name: string, words: string, options: Option[], chosen: string, choose: (value: any) => void }} props */
export const Choices = ({ name, words, options, chosen, choose }) => html`<fieldset class="choices">
  <legend>${words}</legend>
  ${options.map(({ value, words: said, hint, more }) => html`<div key=${value}>
    <label class="option"><input type="radio" name=${name} value=${value} checked=${chosen === value} onChange=${() => choose(value)} />
      <span><strong>${said}</strong>${hint ? html`<span class="soft small">${hint}</span>` : null}</span></label>
    ${chosen === value ? more : null}
  </div>`)}
</fieldset>`;
