/** What a centre decides about a circle, from top to bottom. */

import { html, useEffect, useRef } from "../vendor/ui.js";
import { asked, busy, change, choices, faults, hasWindow, open, plan, refused } from "../opening.js";
import { t } from "../words.js";
import { Choices, Option } from "./choices.js";
import { Field } from "./field.js";
import { FormatCards, fits } from "./format-cards.js";
import { NAMES } from "./language-buttons.js";
import { said } from "./opening-refusal.js";

/** @import { Choice, Names, Plan } from "../plan.js" */
/** @import { Language } from "../types.d.ts" */

/** @param {keyof Plan} field */
const typed = (field) => (/** @type {Event} */ event) => change({ [field]: /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value });

export const OpeningForm = () => {
  const now = plan.value;
  const chosen = choices.value?.find(({ id }) => id === now?.format);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => { heading.current?.focus({ preventScroll: true }); }, []); // the button that was pressed is gone
  useEffect(() => { // the first wrong one, in the order of the page
    if (asked.value > 0) /** @type {HTMLElement | null} */ (document.querySelector("[aria-invalid], #opening-refused:not(:empty)"))?.focus();
  }, [asked.value]);
  if (!now || !chosen) return null;
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy.value) void open();
  };
  const wrong = Object.keys(faults.value).length;
  return html`<form class="opening" onSubmit=${submit} novalidate>
    <h1 tabindex="-1" ref=${heading}>${t("open.title")}</h1>
    <${FormatCards} />
    <section class="card">
      <${Field} name="title" type="text" maxlength="60" words=${t("open.name")} hint=${t("open.name.hint")} fault=${faults.value.title} value=${now.title} onInput=${typed("title")} />
      <div class="pair">
        <${Field} name="date" type="date" words=${t("open.date")} hint=${t("open.time.hint")} fault=${faults.value.date} value=${now.date} onInput=${typed("date")} />
        <${Field} name="time" type="time" words=${t("open.time")} value=${now.time} onInput=${typed("time")} />
        <${Field} name="minutes" type="text" inputmode="numeric" words=${t("open.minutes")} hint=${fits(chosen).join(" · ")} fault=${faults.value.minutes} value=${now.minutes} onInput=${typed("minutes")} />
        <div class="field"><label for="language">${t("open.language")}</label>
          <select id="language" name="language" onChange=${typed("language")}>
            ${NAMES.map(([code, own]) => html`<option key=${code} value=${code} lang=${code} selected=${now.language === code}>${own}</option>`)}
          </select></div>
      </div>
    </section>
    <section class="card"><${Choices} name="names" words=${t("open.names")} chosen=${now.names} choose=${(/** @type {Names} */ names) => change({ names })} options=${NAMES_POLICIES()} /></section>
    <section class="card">
      <${Field} name="people" type="text" inputmode="numeric" words=${t("open.people")} hint=${t("open.people.hint")} fault=${faults.value.people} value=${now.people} onInput=${typed("people")} />
      <${Option} type="checkbox" name="lobby" words=${t("open.lobby")} hint=${t("open.lobby.hint")} checked=${now.lobby}
        onChange=${(/** @type {Event} */ event) => change({ lobby: /** @type {HTMLInputElement} */ (event.target).checked })} />
      <${Choices} name="door" words=${t("open.door")} chosen=${now.door} choose=${(/** @type {Plan["door"]} */ door) => change({ door })} options=${doors(chosen, now)} />
    </section>
    <div class="refusal" role="alert" tabindex="-1" id="opening-refused">${wrong > 0 ? html`<p class="refused">${t("open.faults", { n: wrong })}</p>` : null}${
      refused.value ? html`<p class="refused">${t(said(refused.value))}</p>` : null}</div>
    <button class="button primary big" type="submit" aria-busy=${busy.value ? "true" : undefined}>${t(busy.value ? "open.sending" : "open.send")}</button>
  </form>`;
};

const NAMES_POLICIES = () => [
  { value: "pseudonyms", words: t("open.names.pseudonyms"), hint: t("open.names.pseudonyms.hint") },
  { value: "known_to_facilitator", words: t("open.names.known"), hint: t("open.names.known.hint") },
  { value: "chosen", words: t("open.names.chosen"), hint: t("open.names.chosen.hint") },
];

/** @param {Choice} chosen @param {Plan} now */
function doors(chosen, now) {
  const own = html`<div class="pair">
    <${Field} name="before" type="text" inputmode="numeric" words=${t("open.door.before")} fault=${faults.value.before} value=${now.before} onInput=${typed("before")} />
    <${Field} name="after" type="text" inputmode="numeric" words=${t("open.door.after")} fault=${faults.value.after} value=${now.after} onInput=${typed("after")} />
  </div>`;
  const always = { words: t("open.door.open"), hint: t("open.door.open.hint") };
  return [
    ...(hasWindow(chosen) ? [{ value: "format", words: t("open.door.format"), hint: windowOf(chosen) }, { value: "open", ...always }] : [{ value: "format", ...always }]),
    { value: "own", words: t("open.door.own"), hint: t("open.door.own.hint"), more: own },
  ];
}

/** @param {Choice} chosen */
function windowOf({ opens_before: before, closes_after: after }) {
  if (before === undefined) return t("open.door.closes", { after: after ?? 0 });
  return after === undefined ? t("open.door.opens", { before }) : t("open.door.both", { before, after });
}
