/** The page on which a centre opens a circle: the key, the plan, the links. */

import { html, render } from "../vendor/ui.js";
import { KeyForm } from "../elements/key-form.js";
import { LanguageButtons } from "../elements/language-buttons.js";
import { OpenedCircle } from "../elements/opened.js";
import { OpeningForm } from "../elements/opening-form.js";
import { choices, learnEachLanguage, opened } from "../opening.js";
import { language, speakLanguage } from "../words.js";

const Page = () => html`<div class="page">
  <${LanguageButtons} />
  <main class=${`main ${choices.value ? "roomy" : "narrow"}`}>
    ${!choices.value ? html`<${KeyForm} />` : opened.value ? html`<${OpenedCircle} />` : html`<${OpeningForm} />`}
  </main>
</div>`;

/** Between two tries to get the words on a line that is bad. */
const AGAIN_MS = 2000;

async function start() {
  while (!(await speakLanguage(language.value))) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS)); // a page without words would frighten
  await learnEachLanguage();
  const root = document.getElementById("app");
  if (!root) return;
  root.replaceChildren();
  render(html`<${Page} />`, root);
}

void start();
