/** The centre's key: asked for first, so that nobody fills in a whole page and is then told no. */

import { html, useEffect, useSignal } from "../vendor/ui.js";
import { asked, busy, refused, unlock } from "../opening.js";
import { t } from "../words.js";
import { Field } from "./field.js";
import { Leaf } from "./icon.js";
import { said } from "./opening-refusal.js";

/** What is wrong with the key itself, not with the way to the server. */
const THE_KEYS = new Set(["wrong-key", "too-many-tries"]);

export const KeyForm = () => {
  const typed = useSignal("");
  const code = refused.value;
  const fault = code !== null && THE_KEYS.has(code) ? said(code) : undefined;
  useEffect(() => { if (asked.value > 0) document.getElementById("key")?.focus(); }, [asked.value]);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy.value) void unlock(typed.value);
  };
  return html`<form class="card" onSubmit=${submit} novalidate>
    <${Leaf} />
    <h1>${t("open.title")}</h1>
    <${Field} name="key" type="password" words=${t("open.key")} hint=${t("open.key.hint")} fault=${fault} value=${typed.value} autocapitalize="none"
      onInput=${(/** @type {Event} */ event) => { typed.value = /** @type {HTMLInputElement} */ (event.target).value; }} />
    <div role="alert">${code !== null && !fault ? html`<p class="refused">${t(said(code))}</p>` : null}</div>
    <button class="button primary big" type="submit" aria-busy=${busy.value ? "true" : undefined}>${t(busy.value ? "open.key.checking" : "open.key.go")}</button>
  </form>`;
};
