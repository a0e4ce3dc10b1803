// @ts-check
/** What a screen reader is told: the newest status politely, my own turn at once. Focus never moves. */
import { html, useEffect, useSignal } from "../vendor/ui.js";
import { myTurn, status, you } from "../circle.js";
import { t } from "../words.js";

/** Long enough that two changes in one breath become one announcement. */
const SETTLE_MS = 700;

export const Announcer = () => {
  const polite = useSignal("");
  const { key, values } = status.value;
  const words = t(key, values);
  useEffect(() => {
    const timer = setTimeout(() => { polite.value = words; }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const urgent = myTurn.value === "offered" ? t("say.yourturn") : you.value?.muted ? t("say.muted") : "";
  return html`<p class="unseen" role="status">${myTurn.value === "offered" ? "" : polite.value}</p><p class="unseen" role="alert">${urgent}</p>`;
};
