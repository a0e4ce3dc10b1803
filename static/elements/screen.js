/** Which screen a person is on: before, in the waiting room, in the circle, after. */

import { html } from "../vendor/ui.js";
import { bye, view, you } from "../circle.js";
import { t } from "../words.js";
import { Farewell } from "./farewell.js";
import { Lobby } from "./lobby.js";
import { PreJoin } from "./pre-join.js";
import { Room } from "./room.js";

/** @import { Address, Name } from "../types.d.ts" */

/** @param {{ way: Address | null, ready: boolean, first?: Name }} props `ready`: it is known whether this tab has a seat to come back to */
export const Screen = ({ way, ready, first }) => {
  if (bye.value) return html`<${Farewell} code=${bye.value} />`;
  if (view.value?.stage === "ended") return html`<${Farewell} code="ended" />`;
  if (you.value?.standing === "waiting") return html`<${Lobby} />`;
  if (you.value && view.value?.seats) return html`<${Room} />`;
  if (you.value) return html`<${Skeleton} />`; // admitted, and the first whole view is on its way
  if (ready && way) return html`<${PreJoin} way=${way} first=${first} />`;
  return html`<${Skeleton} />`;
};

/** The shape of what comes, so that nothing jumps. */
const Skeleton = () => html`<div class="page skeleton" aria-busy="true">
  <div class="top"></div>
  <main class="main"><h1 class="unseen">${t("status.entering")}</h1><div class="circle"></div></main>
  <div class="dock"></div>
</div>`;
