// Put into a page before its own scripts: how long after the press the page was blank, a frame of it drawn, every microphone stopped. Part of the tests alone.
(() => {
  const LATER_MS = 500; // seen only where the next page does not come
  let pressed = null;
  const later = async () => {
    const workers = (await navigator.serviceWorker.getRegistrations()).length;
    void window.noted("kept", workers + (await caches.keys()).length + sessionStorage.length, { live: ears.open(), text: document.body.innerText, title: document.title });
  };
  const note = (what) => {
    if (pressed !== null) void window.noted(what, performance.now() - pressed, { live: ears.open(), text: document.body.innerText, title: document.title });
  };
  const begin = (event) => {
    pressed = event.timeStamp;
    new MutationObserver(() => {
      if (document.body.childElementCount > 0) return;
      note("blank");
      requestAnimationFrame(() => {
        note("drawn");
        setTimeout(later, LATER_MS);
      });
    }).observe(document.body, { childList: true });
  };
  addEventListener("click", (event) => { if (event.target.closest(".exit")) begin(event); }, true);
  let shifts = 0;
  addEventListener("keydown", (event) => { if (event.key === "Shift" && (shifts += 1) === 3) begin(event); }, true);

  const stop = MediaStreamTrack.prototype.stop;
  MediaStreamTrack.prototype.stop = function () {
    stop.call(this);
    if (this.readyState === "ended") note("stopped");
  };
  addEventListener("pagehide", () => note("gone"));
})();
