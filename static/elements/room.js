/** The circle for those who sit in it; whoever keeps it gets the controls as soon as they are here. */

import { html, signal } from "../vendor/ui.js";
import { keeping, seats } from "../circle.js";
import { Announcer } from "./announcer.js";
import { Banner } from "./banner.js";
import { Dock } from "./dock.js";
import { Header } from "./header.js";
import { NamesList } from "./names-list.js";
import { Prompt } from "./prompt.js";
import { Queue } from "./queue.js";
import { Ring } from "./ring.js";
import { Settings } from "./settings.js";
import { useShortcuts } from "./shortcuts.js";
import { useWakeLock } from "./wake-lock.js";
import { speakConsole } from "../words.js";
import "../bell.js";
import { Speaking } from "./speaking.js";
import { WrittenShare } from "./written-share.js";

/** The facilitator's controls, loaded only by those who keep the circle. @type {import("@preact/signals").Signal<null | typeof import("../pages/console.js")>} */
const controls = signal(null);

let loading = false;

/** A network that broke in the middle: members' controls are there meanwhile. */
const AGAIN_MS = 2000;

async function loadControls() {
  if (loading) return;
  loading = true;
  try {
    const [page, words] = await Promise.all([import("../pages/console.js"), speakConsole(), style()]);
    if (!words) throw new Error("no words");
    controls.value = page;
  } catch {
    setTimeout(() => { loading = false; void loadControls(); }, AGAIN_MS);
  }
}

/** @returns {Promise<void>} once the console is dressed */
function style() {
  const href = document.querySelector('link[rel="keeping"]')?.getAttribute("href");
  if (!href) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = href;
    sheet.addEventListener("load", () => resolve());
    sheet.addEventListener("error", () => { sheet.remove(); reject(new Error("no style")); });
    document.head.append(sheet);
  });
}

export const Room = () => {
  useShortcuts();
  useWakeLock();
  if (keeping.value && !controls.value) void loadControls();
  const Console = keeping.value ? controls.value?.Console : undefined;
  return html`${Console ? html`<${Console} />` : html`<${Members} />`}<${Announcer} />`;
};

const Members = () => html`<div class="page member">
  <${Header} />
  <main class="main">
    <div class="stage"><${Banner} /><${Speaking} /><${Prompt} /><${WrittenShare} /><${Ring} seats=${seats.value} /></div>
    <div class="side"><${Queue} /><${NamesList} /><${Settings} /></div>
  </main>
  <${Dock} />
</div>`;
