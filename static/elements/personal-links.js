/** Links for one person each: made by the number, shown once, copied one by one or all together. */

import { html, useSignal } from "../vendor/ui.js";
import { busy, invite, personal, refused } from "../opening.js";
import { t } from "../words.js";
import { CopyButton } from "./copy-button.js";
import { Field } from "./field.js";
import { said } from "./opening-refusal.js";

export const PersonalLinks = () => {
  const count = useSignal("6");
  const wrong = useSignal(false);
  const make = async () => {
    wrong.value = !(await invite(count.value));
    if (wrong.value) document.getElementById("count")?.focus();
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy.value) void make();
  };
  return html`<section class="card" aria-labelledby="personal-title">
    <h2 id="personal-title">${t("open.personal")}</h2>
    <p class="soft small">${t("open.personal.hint")}</p>
    <form class="making" onSubmit=${submit} novalidate>
      <${Field} name="count" type="text" inputmode="numeric" words=${t("open.personal.count")} fault=${wrong.value ? "open.wrong.count" : undefined} value=${count.value}
        onInput=${(/** @type {Event} */ event) => { count.value = /** @type {HTMLInputElement} */ (event.target).value; wrong.value = false; }} />
      <button class="button" type="submit" aria-busy=${busy.value ? "true" : undefined}>${t(busy.value ? "open.personal.making" : "open.personal.make")}</button>
    </form>
    <div role="alert">${refused.value ? html`<p class="refused">${t(said(refused.value))}</p>` : null}</div>
    <p class="unseen" role="status">${personal.value.length > 0 ? t("open.personal.made", { n: personal.value.length }) : ""}</p>
    ${personal.value.length > 0 ? html`<${CopyButton} text=${personal.value.join("\n")} words=${t("open.personal.all")} primary />
      <ol class="links">${personal.value.map((link, index) => html`<li key=${link}>
        <input class="shown" id=${`personal-${index}`} type="text" readonly value=${link} aria-label=${t("open.personal.one", { n: index + 1 })} autocomplete="off" translate=${false} spellcheck=${false} />
        <${CopyButton} text=${link} what=${t("open.personal.one", { n: index + 1 })} source=${`personal-${index}`} small />
      </li>`)}</ol>` : null}
  </section>`;
};
