/** Every screen in every state, drawn from made-up signals: for pictures, for looking, for tests. Development only. */

import { html, render } from "../vendor/ui.js";

render(html`<p>…</p>`, document.body);
