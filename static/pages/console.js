/** The circle's page for who runs the meeting: the same circle, with controls. */

import { batch, html, useLayoutEffect } from "../vendor/ui.js";
import { myTurn, seats, unheard, view, you } from "../circle.js";
import { Acts } from "../elements/acts.js";
import { Advice } from "../elements/advice.js";
import { Aside } from "../elements/aside.js";
import { Banner } from "../elements/banner.js";
import { Calls } from "../elements/calls.js";
import { Door } from "../elements/door.js";
import { Header } from "../elements/header.js";
import { HelpDesk } from "../elements/help-desk.js";
import { Keepers, SafeMode } from "../elements/keepers.js";
import { useKeepingKeys } from "../elements/keeping-keys.js";
import { KeysHelp, keysShown } from "../elements/keys-help.js";
import { Lost } from "../elements/lost.js";
import { Ending, Meeting } from "../elements/meeting.js";
import { Mine } from "../elements/mine.js";
import { ending } from "../elements/next-button.js";
import { People } from "../elements/people.js";
import { OpenMenu, menu } from "../elements/person-menu.js";
import { PhaseCard } from "../elements/phase-card.js";
import { Prompt } from "../elements/prompt.js";
import { Questions } from "../elements/questions.js";
import { Reseating, reseating } from "../elements/reseating.js";
import { Removing, removing } from "../elements/removing.js";
import { Ring } from "../elements/ring.js";
import { Settings } from "../elements/settings.js";
import { Speaking } from "../elements/speaking.js";
import { Steer } from "../elements/steer.js";
import { TimeShared } from "../elements/time-shared.js";
import { TurnOrder } from "../elements/turn-order.js";
import { Unheard } from "../elements/unheard.js";
import { Unread } from "../elements/unread.js";
import { WaitingRoom } from "../elements/waiting-room.js";
import { writing } from "../elements/writing-state.js";
import { WrittenShare } from "../elements/written-share.js";
import { t } from "../words.js";
import "../elements/keeping-icons.js";

export const Console = () => {
  useKeepingKeys();
  useLayoutEffect(() => closeAll, []); // at once: an effect would close what the next console has opened meanwhile
  const keeps = whoKeeps();
  return html`<div class="page console">
    <${Header} extra=${html`<span class="chip keeps">${keeps}</span>`} />
    <main class="main keeping">
      <div class="centre">
        <div class="stage"><${Banner} /><${Lost} /><${SafeMode} />${othersMight() && !view.value?.safe ? html`<p class="who-keeps" role="status">${keeps}</p>` : null}<${Speaking} /><${Prompt} /><${WrittenShare} /><${Ring} seats=${seats.value} />
          ${myTurn.value === "none" && !writing.value ? html`<section class="hand"><${Mine} /></section>` : null}
        </div>
        <${Steer} />
      </div>
      <div class="side first"><${WaitingRoom} /><${TurnOrder} /><${Door} /><${Keepers} /><${Acts} /><${Settings} /><${Meeting} /></div>
      <div class="side last"><${HelpDesk} /><${Unread} /><${Advice} /><${PhaseCard} /><${Questions} />
        ${view.value?.phase?.milestones && view.value.stage !== "gathering" ? html`<${Aside} part="Milestones" />` : null}<${Calls} /><${People} /><${TimeShared} /></div>
    </main>
    <${Unheard} /><${Ending} /><${Removing} /><${Reseating} /><${OpenMenu} /><${KeysHelp} />
  </div>`;
};

/** No question stays for another time, or for another hand. */
function closeAll() {
  batch(() => {
    ending.value = keysShown.value = false;
    removing.value = menu.value = unheard.value = reseating.value = null;
  });
}

/** Whoever keeps it all of a sudden reads it on a phone too, where the header has no room. @returns {boolean} */
function othersMight() {
  return seats.value.some((seat) => !seat.me && (seat.role === "facilitator" || seat.role === "deputy"));
}

/** Who keeps the circle, where two might. @returns {string} */
function whoKeeps() {
  const keeper = seats.value.find((seat) => seat.id === view.value?.keeper);
  if (view.value?.safe || !keeper) return t("lead.safe.short");
  return keeper.me ? t("lead.keeps.me") : t("lead.keeps", { name: keeper.shown });
}
