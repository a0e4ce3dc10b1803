/** What a screen reader is told: the newest status politely, my own turn at once. Focus never moves. */

import { html, useEffect, useSignal } from "../vendor/ui.js";
import { floorMine, myTurn, serverNow, status, you } from "../circle.js";
import { t } from "../words.js";

/** Long enough that two changes in one breath become one announcement. */
const SETTLE_MS = 700;

/** Half way through the time of an offer: the phone may lie on the table. */
const REMINDER_SECONDS = 20;

/** A phone in a hand, or on a table. */
const CUE_MS = { next: 60, turn: [120, 80, 120] };

/** Before the first tap a browser only complains. @param {number | number[]} pattern */
const cue = (pattern) => { if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern); };

export const Announcer = () => {
  const polite = useSignal("");
  const { key, values } = status.value;
  const words = t(key, values);
  const mine = myTurn.value;
  useEffect(() => {
    const timer = setTimeout(() => { polite.value = words; }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const lapses = mine === "offered" ? you.value?.lapses_at : undefined;
  useEffect(() => {
    if (lapses === undefined) return;
    const timer = setTimeout(() => cue(CUE_MS.turn), (lapses - REMINDER_SECONDS - serverNow()) * 1000);
    return () => clearTimeout(timer);
  }, [lapses]);
  useEffect(() => {
    if (key === "status.next" || key === "status.next_alone") cue(CUE_MS.next);
    if (key === "status.my_offer" || key === "status.my_turn_closing") cue(CUE_MS.turn);
  }, [key]);
  const urgent = mine === "offered" ? t("say.yourturn") : you.value?.muted ? t("say.muted") : "";
  // while I share, a screen reader would speak into the open microphone: vibration alone
  return html`<p class="unseen" role="status">${mine === "offered" || mine === "sharing" || floorMine.value ? "" : polite.value}</p><p class="unseen" role="alert">${urgent}</p>`;
};
