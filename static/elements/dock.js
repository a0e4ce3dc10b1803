/** Under the thumb: the status, and what I can do about it. */

import { html } from "../vendor/ui.js";
import { hear, hearing } from "../voice.js";
import { t } from "../words.js";
import { Button } from "./button.js";
import { Care, Voice } from "./aside.js";
import { Mine } from "./mine.js";
import { Refusal } from "./refusal.js";
import { Status } from "./status.js";

export const Dock = () => html`<footer class="dock"><${Care} /><${Status} /><${Refusal} /><${TapToHear} /><${Voice} /><${Mine} /></footer>`;

/** Some browsers play nothing before a tap. */
export const TapToHear = () => (hearing.value === "blocked" ? html`<${Button} icon="speaker" words=${t("do.hear")} kind="warm wide" press=${hear} />` : null);
