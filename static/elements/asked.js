/** What became of my request for help: who was told, and the side room once somebody is with me. */

import { html } from "../vendor/ui.js";
import { endHelp } from "../actions.js";
import { floorMine, you } from "../circle.js";
import { t } from "../words.js";
import { Ask } from "./ask.js";
import { Lines } from "./lines.js";
import { SideRoom } from "./side-room.js";

export const Asked = () => {
  const { help, seat = "" } = you.value ?? {};
  if (!help) return null;
  if (help.state === "together") return html`<${SideRoom} />`;
  const words = help.alone ? t("care.alone") : help.state === "alerted" ? t("care.alerted") : t("care.asked");
  // while the floor is mine a screen reader would speak into the open microphone
  return html`<p role=${floorMine.value ? undefined : "status"}><strong>${words}</strong></p>
    ${help.alone ? null : html`<p class="soft small">${t("care.asked.hint")}</p>`}
    <${Lines} />
    <${Ask} command="end_help" seat=${seat} say="care.take_back" kind="wide" press=${() => endHelp(seat)} />`;
};
