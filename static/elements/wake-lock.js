/** Keeps the screen on while I am next or have the piece: a phone that sleeps loses its turn. */

import { useEffect } from "../vendor/ui.js";
import { myTurn, place, responding } from "../circle.js";

/** While the element that calls it is on the page. */
export function useWakeLock() {
  const wanted = myTurn.value !== "none" || responding.value || place.value === 1;
  useEffect(() => {
    if (!wanted || !navigator.wakeLock) return;
    /** @type {WakeLockSentinel | null} */
    let lock = null;
    let over = false;
    const take = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (over) void taken.release();
        else lock = taken;
      } catch {
        lock = null; // battery saving, or not allowed: the turn goes on without it
      }
    };
    void take();
    document.addEventListener("visibilitychange", take); // the browser lets go of it whenever the page is hidden
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, [wanted]);
}
