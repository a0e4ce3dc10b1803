/** One of a few, each with a sentence that says what it means. */

import { html } from "../vendor/ui.js";

/** @typedef {{ value: string, words: string, hint?: string, more?: unknown }} Option `more`: what is shown under the option once it is chosen */

/** @param {{ name: string, words: string, options: Option[], chosen: string, choose: (value: any) => void }} props */
export const Choices = ({ name, words, options, chosen, choose }) => html`<fieldset class="choices">
  <legend>${words}</legend>
  ${options.map(({ value, words: said, hint, more }) => html`<div key=${value}>
    <${Option} type="radio" name=${name} value=${value} words=${said} hint=${hint} checked=${chosen === value} onChange=${() => choose(value)} />
    ${chosen === value ? more : null}
  </div>`)}
</fieldset>`;

/**
 * Something to tick, with its sentence: the words are its name, the sentence is read after it.
 * @param {{ name: string, words: string, hint?: string, also?: string, value?: string, [input: string]: unknown }} props `also`: one more line
 */
export const Option = ({ name, words, hint, also, value = "", ...input }) => {
  const id = `${name}-${value}`;
  return html`<label class="option"><input id=${id} name=${name} value=${value} aria-labelledby=${`${id}-words`} aria-describedby=${hint ? `${id}-hint` : undefined} ...${input} />
    <span><strong id=${`${id}-words`}>${words}</strong>${hint ? html`<span class="small" id=${`${id}-hint`}>${hint}${also ? html`<span class="soft">${also}</span>` : null}</span>` : null}</span></label>`;
};
