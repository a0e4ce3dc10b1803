/** The circle for those who sit in it; whoever keeps it gets the controls as soon as they are here. */

import { html } from "../vendor/ui.js";
import "../bell.js";
import { keeping, seats } from "../circle.js";
import { later } from "../later.js";
import { Care, Middle, Safe, useAside } from "./aside.js";
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
import { Speaking } from "./speaking.js";
import { WrittenShare } from "./written-share.js";

/** The facilitator's controls, loaded only by those who keep the circle. */
const controls = later("console", () => import("../pages/console.js"));

export const Room = () => {
  useShortcuts();
  useWakeLock();
  useAside();
  if (keeping.value && !controls.part.value) void controls.need();
  const Console = keeping.value ? controls.part.value?.Console : undefined;
  return html`${Console ? html`<${Console} /><div class="floating"><${Care} /></div>` : html`<${Members} />`}<${Announcer} />`;
};

const Members = () => html`<div class="page member">
  <${Header} />
  <main class="main">
    <div class="stage"><${Banner} /><${Safe} /><${Speaking} /><${Prompt} /><${Middle} /><${WrittenShare} /><${Ring} seats=${seats.value} /></div>
    <div class="side"><${Queue} /><${NamesList} /><${Settings} /></div>
  </main>
  <${Dock} />
</div>`;
