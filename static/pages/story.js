/** Every screen in every state, drawn from made-up signals, for looking, for pictures, for tests: /story?view=…&state=…&lang=…&theme=… */

import { batch, html, render } from "../vendor/ui.js";
import { cards } from "../cards.js";
import { bye, keeping, link, muting, refused, serverNow, unheard, view, you } from "../circle.js";
import { nameIn } from "../derive.js";
import { needAside } from "../elements/aside.js";
import { calls } from "../elements/calls.js";
import { BrowserCheck } from "../elements/browser-check.js";
import { Screen } from "../elements/screen.js";
import { writing } from "../elements/writing-state.js";
import { entryAsks, entryError } from "../entry.js";
import { trial } from "../elements/voice-card.js";
import { level, manner, mannerAsked, microphone } from "../microphone.js";
import { callForm, helpCard, helpEnded, nextList } from "../opened.js";
import { CARDS } from "../story/cards.js";
import { WRITTEN } from "../story/member-care.js";
import { STATES } from "../story/states.js";
import { voices } from "../reading.js";
import { hearing } from "../voice.js";
import { LANGUAGES, language, speakLanguage, speakMore, t } from "../words.js";

/** @import { View, You } from "../types.d.ts" */
/** @import { State } from "../story/states.js" */

/** @param {State} state */
function pretend(state) {
  batch(() => {
    view.value = inLanguage(atNow(state.view)) ?? null;
    you.value = written(state.you) ?? null;
    cards.value = cardsOf(state);
    link.value = state.link ?? "connecting"; // "online" would look for voices
    bye.value = state.bye ?? null;
    muting.value = state.muting ?? false;
    refused.value = state.refused ? { command: "raise_hand", code: state.refused } : null;
    entryError.value = state.entryError ?? null;
    microphone.value = state.microphone ?? "unasked";
    manner.value = state.voice === "none" ? null : { name: state.voice ?? "own" };
    mannerAsked.value = state.voiceAsked ?? false;
    trial.value = state.trial ?? "";
    level.value = state.microphone === "open" ? 0.6 : 0;
    hearing.value = state.hearing ?? "flowing";
    writing.value = state.writing ?? false;
    entryAsks.value = state.asks ?? {};
    callForm.value = state.opened === "call";
    nextList.value = state.opened === "next";
    unheard.value = state.unheard ? { command: "next", fields: {} } : null;
    calls.value = state.calls ?? {};
    voices.value = state.voices ? VOICES : [];
  });
  document.documentElement.dataset.centreNumber = state.opened === "call" ? "022 5550 0100" : "";
  helpCard.value = state.opened === "help" && "shown"; // after what the change from the last state opened or closed
  helpEnded.value = state.opened === "ended";
}

/** The words of the format, with the part of the meeting called as the state wants it. @param {State} state */
function cardsOf({ view: made, part }) {
  const all = CARDS[language.value];
  if (!part) return all;
  return { ...all, phases: all.phases.map((card, index) => (index + 1 === made?.phase?.n ? { ...card, title: part[language.value] ?? "", prompts: [] } : card)) };
}

/** Instants of the console's fixtures are seconds from now. @param {View | undefined} made @returns {View | undefined} */
function atNow(made) {
  if (!made) return undefined;
  const at = (/** @type {number} */ seconds) => serverNow() + seconds;
  /** @template T @param {Record<string, T> | undefined} all @param {(one: T) => T} moved */
  const each = (all, moved) => all && Object.fromEntries(Object.entries(all).map(([key, one]) => [key, moved(one)]));
  const { phase, undo, closes_at: closes, help, acts, turn } = made;
  const answered = turn?.response && turn.response.ends_at < 1e6 ? { turn: { ...turn, response: { ...turn.response, ends_at: at(turn.response.ends_at) } } } : {};
  return {
    ...made, ...answered, ...(phase?.ends_at !== undefined && { phase: { ...phase, ends_at: at(phase.ends_at) } }), ...(undo && { undo: { ...undo, until: at(undo.until) } }),
    ...(closes !== undefined && { closes_at: at(closes) }), ...(help && { help: each(help, (one) => ({ ...one, since: at(one.since) })) }),
    ...(acts && { acts: each(acts, (one) => ({ ...one, at: at(one.at) })) }),
  };
}

/** A device that can read aloud in all of them. */
const VOICES = LANGUAGES.map((lang) => ({ lang, name: lang, localService: true, default: false, voiceURI: lang }));

/** What a centre typed in its own language. @type {Record<string, string>} */
const TITLES = { en: "Evening circle", hi: "शाम की मीटिंग", mr: "संध्याकाळची मीटिंग" };

/** @type {Record<string, string>} */
const SHARES = {
  en: "I walked every morning.\nOn Thursday it rained, and I walked anyway.", hi: "मैं रोज़ सुबह टहलने गया।\nगुरुवार को बारिश हुई, फिर भी गया।",
  mr: "रोज सकाळी फिरायला गेलो.\nगुरुवारी पाऊस होता, तरी गेलो.",
};

/** @param {View | undefined} made @returns {View | undefined} */
function inLanguage(made) {
  if (!made) return undefined;
  const { written } = made;
  return { ...made, title: TITLES[language.value], ...(written && { written: { ...written, text: SHARES[language.value] ?? "" } }) };
}

/** @param {You | undefined} mine @returns {You | undefined} */
function written(mine) {
  const { help, message, unread } = mine ?? {};
  const said = WRITTEN[language.value] ?? {};
  const lines = help?.lines && Object.fromEntries(Object.entries(help.lines).map(([number, line]) => [number, { ...line, text: said[line.text] ?? "" }]));
  return mine && { ...mine, ...(help && { help: { ...help, ...(lines && { lines }) } }), ...(message && { message: said[message] ?? "" }),
    ...(unread && { unread: Object.fromEntries(Object.entries(unread).map(([number, one]) => [number, { ...one, ...(one.text && { text: `${said[one.text] ?? ""} `.repeat(9) }) }])) }) };
}

/** The list of everything, to choose from. */
const Contents = () => html`<main class="main narrow"><h1>${t("story.title")}</h1>
  ${Object.entries(STATES).map(([name, states]) => html`<section class="card" key=${name}><h2>${name}</h2>
    <ul>${Object.keys(states).map((state) => html`<li key=${state}><a href=${`/story?view=${name}&state=${state}`}>${state}</a></li>`)}</ul></section>`)}
</main>`;

/** @param {string} press keys of the words, each perhaps with a seat */
async function pressAll(press) {
  for (const one of press.split(", ")) {
    pressOnce(one);
    await nextFrame();
  }
}

/** @param {string} press a key of the words, perhaps with a seat */
function pressOnce(press) {
  const [key = "", seat] = press.split(" ");
  const name = seat ? t(key, { name: nameIn(view.value, seat) ?? "" }) : t(key);
  const named = [...document.querySelectorAll("button, label, summary")].find((one) => (one.getAttribute("aria-label") ?? one.textContent?.trim()) === name);
  if (named instanceof HTMLElement) named.click();
}

/** Once what was asked for is on the screen, the console with its style too. */
async function drawn() {
  const awaits = keeping.value ? ".console" : "#app > *";
  while (!document.querySelector(awaits) || document.querySelector(".dock.steer") === null && keeping.value) await nextFrame();
  await nextFrame();
}

/** Or so long that effects have run without one, as they do: a busy browser without a screen now and then gives a page none, until something moves. */
const FRAME_MS = 200;

const nextFrame = () => new Promise((resolve) => {
  requestAnimationFrame(resolve);
  setTimeout(resolve, FRAME_MS);
});

/** Draws what the address asks for; says so in `data-story`, which a test waits for. */
async function show() {
  const asked = new URLSearchParams(location.search);
  delete document.documentElement.dataset.story;
  document.documentElement.dataset.theme = asked.get("theme") ?? "";
  await speakLanguage(LANGUAGES.find((one) => one === asked.get("lang")) ?? "en");
  await speakMore("console"); // the list of everything is no member's
  await needAside();
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  render(null, root); // nothing of the last state stays: no open box, no tick
  scrollTo(0, 0);
  const name = asked.get("view") ?? "";
  const state = STATES[name]?.[asked.get("state") ?? Object.keys(STATES[name] ?? {})[0] ?? ""];
  if (state) {
    pretend(state);
    const way = name === "loading" ? null : { code: "K7RM4WXP" };
    render(state.browser ? html`<${BrowserCheck} why=${state.browser} />` : html`<${Screen} way=${way} ready first=${[0, 0]} />`, root);
    await drawn();
    if (state.unfold) for (const fold of document.querySelectorAll("details")) fold.open = true;
    if (state.press) await pressAll(state.press);
  } else {
    render(html`<${Contents} />`, root);
  }
  await nextFrame();
  document.documentElement.dataset.story = `${name}/${asked.get("state")}`;
}

window.addEventListener("popstate", () => void show());
void show();
