/** Every screen in every state, drawn from made-up signals, for looking, for pictures, for tests: /story?view=…&state=…&lang=…&theme=… */

import { batch, html, render } from "../vendor/ui.js";
import { bye, link, muting, refused, view, you } from "../circle.js";
import { BrowserCheck } from "../elements/browser-check.js";
import { Screen } from "../elements/screen.js";
import { writing } from "../elements/writing-state.js";
import { entryError } from "../entry.js";
import { level, microphone } from "../microphone.js";
import { STATES } from "../story/states.js";
import { hearing } from "../voice.js";
import { LANGUAGES, speakLanguage, t } from "../words.js";

/** @import { State } from "../story/states.js" */

const asked = new URLSearchParams(location.search);

/** @param {State} state */
function pretend(state) {
  batch(() => {
    view.value = state.view ?? null;
    you.value = state.you ?? null;
    link.value = state.link ?? "connecting"; // "online" would look for voices
    bye.value = state.bye ?? null;
    muting.value = state.muting ?? false;
    refused.value = state.refused ? { command: "raise_hand", code: state.refused } : null;
    entryError.value = state.entryError ?? null;
    microphone.value = state.microphone ?? "unasked";
    level.value = state.microphone === "open" ? 0.6 : 0;
    hearing.value = state.hearing ?? "flowing";
    writing.value = state.writing ?? false;
  });
}

/** The list of everything, to choose from. */
const Contents = () => html`<main class="main narrow"><h1>${t("story.title")}</h1>
  ${Object.entries(STATES).map(([name, states]) => html`<section class="card" key=${name}><h2>${name}</h2>
    <ul>${Object.keys(states).map((state) => html`<li key=${state}><a href=${`/story?view=${name}&state=${state}`}>${state}</a></li>`)}</ul></section>`)}
</main>`;

/** @param {string} press a key of the words, perhaps with a seat */
function pressOnce(press) {
  const [key = "", seat] = press.split(" ");
  const name = seat ? t(key, { name: view.value?.seats?.[seat]?.name ?? "" }) : t(key);
  const named = [...document.querySelectorAll("button, label")].find((one) => (one.getAttribute("aria-label") ?? one.textContent?.trim()) === name);
  if (named instanceof HTMLElement) named.click();
}

/** @returns {Promise<void>} once what was drawn is on the screen, the console with its style too */
const drawn = () => new Promise((resolve) => setTimeout(resolve, 400));

async function start() {
  const theme = asked.get("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  await speakLanguage(LANGUAGES.find((one) => one === asked.get("lang")) ?? "en");
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  const name = asked.get("view") ?? "";
  const state = STATES[name]?.[asked.get("state") ?? Object.keys(STATES[name] ?? {})[0] ?? ""];
  if (!state) return render(html`<${Contents} />`, root);
  pretend(state);
  const way = name === "loading" ? null : { code: "K7RM4WXP" };
  render(state.browser ? html`<${BrowserCheck} why=${state.browser} />` : html`<${Screen} way=${way} ready first=${[0, 0]} />`, root);
  await drawn();
  if (state.press) pressOnce(state.press);
  document.documentElement.dataset.story = "drawn"; // what a test waits for
}

void start();
