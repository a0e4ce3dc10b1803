// @ts-check
/** The circle's page: before entering, in the waiting room, in the circle, and after. */
import { html, render, signal } from "../vendor/ui.js";
import { bye, keeping, link, queue, view, you, seats } from "../circle.js";
import { comeBack } from "../entry.js";
import { readAddress } from "../session.js";
import { language, speakLanguage } from "../words.js";
import { Announcer } from "../elements/announcer.js";
import { Banner } from "../elements/banner.js";
import { Dock } from "../elements/dock.js";
import { Farewell } from "../elements/farewell.js";
import { Header } from "../elements/header.js";
import { Lobby } from "../elements/lobby.js";
import { PreJoin } from "../elements/pre-join.js";
import { Prompt } from "../elements/prompt.js";
import { Queue } from "../elements/queue.js";
import { Ring } from "../elements/ring.js";
import { WrittenShare } from "../elements/written-share.js";

/** The facilitator's controls, loaded only by those who keep the circle. */
const consolePart = signal(/** @type {null | typeof import("./console.js")} */ (null));

const Circle = () => {
  if (keeping.value && !consolePart.value) import("./console.js").then((part) => { consolePart.value = part; });
  const Console = keeping.value ? consolePart.value?.Console : undefined;
  if (Console) return html`<${Console} />`;
  return html`<div class="page member">
    <${Header} />
    <main class="main"><div class="stage"><${Banner} /><${Prompt} /><${Ring} seats=${seats.value} /><${WrittenShare} /></div>
    <aside><${Queue} /></aside></main>
    <${Dock} /><${Announcer} />
  </div>`;
};

const address = readAddress();
const ready = signal(false);

const Page = () => {
  if (bye.value) return html`<${Farewell} code=${bye.value} />`;
  if (view.value?.stage === "ended") return html`<${Farewell} code="ended" />`;
  if (you.value?.standing === "waiting") return html`<${Lobby} />`;
  if (you.value && view.value) return html`<${Circle} />`;
  if (!ready.value) return html`<div class="page" aria-busy="true"></div>`;
  if (!address) { location.replace("/"); return null; }
  return html`<${PreJoin} ...${address} />`;
};

await speakLanguage(language.value);
const root = document.getElementById("app");
if (root) render(html`<${Page} />`, root);
await comeBack();
ready.value = true;
void link; void queue;
