/** What those who run the meeting did with their power, for each other to see. */

import { html } from "../vendor/ui.js";
import { seats, view } from "../circle.js";
import { nameOf } from "../names.js";
import { t, timeOfDay } from "../words.js";
import { Fold } from "./fold.js";

/** Commands with words of their own. @type {Record<string, string>} */
const DID = {
  start_circle: "lead.did.start_circle", pause: "lead.did.pause", resume: "lead.did.resume", next: "lead.did.next", go_to: "lead.did.go_to", undo: "lead.did.undo", skip: "lead.did.skip",
  give: "lead.did.give", stop: "lead.did.stop", add_time: "lead.did.add_time", move: "lead.did.move", move_to_end: "lead.did.move", set_order: "lead.did.set_order", close_queue: "lead.did.close_queue",
  open_queue: "lead.did.open_queue", mute: "lead.did.mute", unmute: "lead.did.unmute", mute_all: "lead.did.mute_all", unmute_all: "lead.did.unmute_all", remove: "lead.did.remove",
  admit: "lead.did.admit", admit_all: "lead.did.admit_all", turn_away: "lead.did.turn_away", reseat: "lead.did.reseat", show_written: "lead.did.show_written", put_off_written: "lead.did.put_off_written", lock: "lead.did.lock", unlock: "lead.did.unlock", lift_lobby: "lead.did.lift_lobby", rename: "lead.did.rename",
  make_listener: "lead.did.make_listener", make_member: "lead.did.make_member", make_deputy: "lead.did.make_deputy", move_deputy: "lead.did.move_deputy", hand_over: "lead.did.hand_over",
  keep: "lead.did.keep", message: "lead.did.message", new_link: "lead.did.new_link", invite: "lead.did.invite", offer_support: "lead.did.offer_support",
  answer_help: "lead.did.answer_help", propose_follow_up: "lead.did.propose_follow_up", choose_prompt: "lead.did.choose_prompt",
};

export const Acts = () => {
  const acts = Object.entries(view.value?.acts ?? {}).sort(([a], [b]) => Number(b) - Number(a));
  if (acts.length === 0) return null;
  return html`<${Fold} kind="acts" title=${t("lead.acts")} open=${false}>
    <ul>${acts.map(([number, { by, did, seat, at }]) => html`<li key=${number}>
      <span class="soft small">${timeOfDay(at)}</span> <strong>${nameOf(called(by))}</strong>${" "}
      <span>${t(DID[did] ?? "lead.did.other")}</span> ${seat ? html`<strong>${nameOf(called(seat))}</strong>` : null}
    </li>`)}</ul>
  <//>`;
};

/** @param {string} id @returns {import("../types.d.ts").Name | string} who may have left meanwhile */
function called(id) {
  const seat = seats.value.find((one) => one.id === id);
  return seat?.me ? t("lead.you") : (seat?.shown ?? t("lead.somebody"));
}
