/** The waiting room, for who waits in it. */

import { html } from "../vendor/ui.js";
import { leave } from "../actions.js";
import { view } from "../circle.js";
import { t } from "../words.js";
import { Aside } from "./aside.js";
import { Banner } from "./banner.js";
import { Button } from "./button.js";
import { ExitButton } from "./exit-button.js";
import { Helpline } from "./helpline.js";
import { Leaf } from "./icon.js";
import { LanguageButtons } from "./language-buttons.js";

export const Lobby = () => html`<div class="page before">
  <div class="top"><${LanguageButtons} /><${ExitButton} /></div>
  <main class="main narrow farewell">
    <${Banner} />
    <${Leaf} />
    <p class="soft">${view.value?.title ?? ""}</p>
    <h1><span role="status">${t("lobby.title")}</span></h1>
    <p>${t("lobby.text")}</p>
    <${Aside} part="Outside" />
    <${Button} icon="leave" words=${t("do.leave")} kind="grave" press=${leave} />
    <${Helpline} />
  </main>
</div>`;
