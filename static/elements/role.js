/** What a person does in the meeting, in words; nothing for a member. */

import { view } from "../circle.js";
import { t } from "../words.js";

/** In safe mode nobody runs the meeting, whoever did before. @param {import("../types.js").Seat} seat @returns {string} */
export function roleSaid(seat) {
  if (seat.role === "facilitator") return view.value?.safe ? "" : t("circle.keeper");
  return seat.role === "deputy" ? t("circle.deputy") : seat.role === "listener" ? t("circle.listener") : "";
}
