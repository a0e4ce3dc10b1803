/** Shift, three times in a row: a way out that no text field, no menu and no open box can take away. */

/** Long enough for slow hands; three bare Shifts in this time are nobody's writing. */
const WITHIN_MS = 3000;

/** Any other key, or the pointer, begins anew: capital letters and marked text need Shift too. @returns {(event: { type: string, key?: string, repeat?: boolean }, at: number) => boolean} whether this was the third */
export function thrice() {
  /** @type {number[]} */
  let times = [];
  return (event, at) => {
    if (event.repeat) return false;
    times = event.key === "Shift" ? [...times.filter((time) => at - time < WITHIN_MS), at] : [];
    return times.length === 3;
  };
}

/** @param {() => void} then */
export function onThrice(then) {
  const third = thrice();
  const look = (/** @type {Event} */ event) => { if (third(/** @type {any} */ (event), event.timeStamp)) then(); };
  for (const type of ["keydown", "pointerdown"]) document.addEventListener(type, look, true); // before anybody else can swallow it
}
