/** One field of a form: its label, what helps to fill it in, and what is wrong with it, all tied to it for who cannot see where they stand. */

import { html } from "../vendor/ui.js";
import { t } from "../words.js";

/**
 * @param {{ name: string, words: string, hint?: string, fault?: string, [input: string]: unknown }} props `fault`: a key of the words;
 * everything else goes to the input
 */
export const Field = ({ name, words, hint, fault, ...input }) => html`<div class="field">
  <label for=${name}>${words}</label>
  <input id=${name} name=${name} autocomplete="off" translate=${false} spellcheck=${false} aria-invalid=${fault ? "true" : undefined}
    aria-describedby=${[fault && `${name}-wrong`, hint && `${name}-hint`].filter(Boolean).join(" ") || undefined} ...${input} />
  ${fault ? html`<p class="refused" id=${`${name}-wrong`}>${t(fault)}</p>` : null}
  ${hint ? html`<p class="soft small" id=${`${name}-hint`}>${hint}</p>` : null}
</div>`;
