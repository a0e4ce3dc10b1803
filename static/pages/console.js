/** The circle's page for who runs the meeting: the same circle, with controls. */

import { html } from "../vendor/ui.js";
import { myTurn, seats } from "../circle.js";
import { Banner } from "../elements/banner.js";
import { Header } from "../elements/header.js";
import { Meeting } from "../elements/meeting.js";
import { Mine } from "../elements/mine.js";
import { OrderTools } from "../elements/order-tools.js";
import { People } from "../elements/people.js";
import { Prompt } from "../elements/prompt.js";
import { Queue } from "../elements/queue.js";
import { Ring } from "../elements/ring.js";
import { Settings } from "../elements/settings.js";
import { Speaking } from "../elements/speaking.js";
import { Steer } from "../elements/steer.js";
import { WaitingRoom } from "../elements/waiting-room.js";
import { writing } from "../elements/writing-state.js";
import { WrittenShare } from "../elements/written-share.js";

/** @import { Seat } from "../types.d.ts" */

/** @param {Seat} seat */
const tools = (seat) => html`<${OrderTools} seat=${seat} />`;

export const Console = () => html`<div class="page console">
  <${Header} />
  <main class="main keeping">
    <div class="centre">
      <div class="stage"><${Banner} /><${Speaking} /><${Prompt} /><${WrittenShare} /><${Ring} seats=${seats.value} />
        ${myTurn.value === "none" && !writing.value ? html`<section class="hand"><${Mine} /></section>` : null}
      </div>
      <${Steer} />
    </div>
    <div class="side first"><${WaitingRoom} /><${Queue} tools=${tools} /></div>
    <div class="side last"><${People} /><${Meeting} /><${Settings} /></div>
  </main>
</div>`;
