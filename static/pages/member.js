/** The circle's page: looks whether this browser will do, reads the way in, and comes back to the seat that the tab has. */

import { html, render, signal } from "../vendor/ui.js";
import { comeBack } from "../entry.js";
import { BrowserCheck, hindrance } from "../elements/browser-check.js";
import { Screen } from "../elements/screen.js";
import { isHeld } from "../playback.js";
import { readAddress } from "../session.js";
import { hear, hearing } from "../voice.js";
import { language, speakLanguage } from "../words.js";

const ready = signal(false);

/** Between two tries to get the words on a line that is bad. */
const AGAIN_MS = 2000;

/** Draws the page, and what it needs before that: the words. */
async function start() {
  while (!(await speakLanguage(language.value))) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS)); // a page without words would frighten
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  const why = hindrance();
  if (why) return render(html`<${BrowserCheck} why=${why} />`, root); // the link stays in the address bar, to be copied
  const way = readAddress();
  if (!way) return location.replace(`/?language=${language.value}`);
  const Page = () => html`<${Screen} way=${way} ready=${ready.value} />`;
  render(html`<${Page} />`, root);
  await comeBack();
  ready.value = true;
}

// Any tap will do for a browser that wants one before it plays; not where the sound went elsewhere, for that tap may be about something else.
document.addEventListener("pointerdown", () => { if (hearing.value === "blocked" && !isHeld()) hear(); });

// A link pasted into the address bar of this tab changes only what follows the #, and loads nothing by itself.
window.addEventListener("hashchange", () => location.reload());

void start();
