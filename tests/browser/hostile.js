// Puts names and shares into the real elements of the story page, one screenful after the other, and looks at each. Part of the tests alone.
globalThis.ran = 0;
globalThis.broke = [];
addEventListener("securitypolicyviolation", (event) => broke.push(`${event.violatedDirective} ${event.blockedURI}`));

window.tried = async ({ names, shares, console: keeps }) => {
  const { view, you } = await import("/static/circle.js");
  const story = view.peek();
  const ids = Object.keys(story.seats);
  const lobby = Object.keys(story.lobby ?? {});
  const found = [];
  for (let screen = 0; screen < shares.length; screen += 1) {
    const called = (place) => names[(screen * ids.length + place) % names.length];
    const text = shares[screen];
    view.value = {
      ...story, names: "chosen", title: called(0), written: { seat: ids[1], text },
      seats: Object.fromEntries(ids.map((id, place) => [id, { ...story.seats[id], called: called(place) }])),
      ...(keeps && { lobby: Object.fromEntries(lobby.map((id, place) => [id, { ...story.lobby[id], called: called(place + 3), greeting: text.slice(0, 120) }])) }),
      ...(keeps && { questions: { [ids[1]]: text.slice(0, 300), [ids[2]]: called(2) } }),
    };
    you.value = { ...you.peek(), called: called(0), message: text.slice(0, 300) };
    await null; // drawn in a task of its own, before anything is looked at
    await null;
    const wrong = look(called, text);
    if (wrong.length > 0) found.push([called(0), text, wrong]);
  }
  return found;
};

/** @returns {string[]} what is wrong with the screen as it is laid out now */
function look(called, text) {
  const root = document.documentElement, wrong = [];
  if (root.scrollWidth > root.clientWidth) wrong.push(`as wide as ${root.scrollWidth}`);
  if (document.querySelector("#app :is(script, iframe, img, object, embed, link, style, form, base, meta, video, math, use, xmp, plaintext, [onerror], [onload], [onclick], [onfocus])")) wrong.push("an element");
  const shown = document.querySelector(".written blockquote");
  if (shown?.textContent !== text) wrong.push("another text");
  for (const [place, name] of document.querySelectorAll(".ring .seat .name").entries()) {
    if (!name.textContent.startsWith(called(place))) wrong.push(`another name: ${name.textContent}`);
  }
  for (const button of document.querySelectorAll(".top button, .dock button")) {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    if (right - left < 1 || bottom < 0 || top > innerHeight) continue;
    const hit = document.elementFromPoint((left + right) / 2, Math.min((top + bottom) / 2, innerHeight - 1));
    if (left < -0.5 || right > root.clientWidth + 0.5) wrong.push(`outside: ${button.textContent}`);
    else if (hit && !button.contains(hit) && top >= 0 && bottom <= innerHeight) wrong.push(`covered: ${button.textContent} by ${hit.className}`);
  }
  return wrong;
}
