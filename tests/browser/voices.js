// Put into a page before its own scripts: a device with voices, some of its own and some of a maker far away, which notes what each was given to say. Part of the tests alone.
(() => {
  const heard = { said: [], silenced: 0 };
  window.heard = heard;
  class Utterance extends EventTarget {
    constructor(text) {
      super();
      this.text = text;
    }
  }
  const speech = new EventTarget();
  speech.all = [];
  speech.getVoices = () => speech.all;
  speech.speak = ({ text, voice }) => heard.said.push([text, voice?.name ?? "whichever"]);
  speech.cancel = () => { heard.silenced += 1; };
  heard.device = (...voices) => {
    speech.all = voices.map(([name, lang, localService]) => ({ name, lang, localService, default: !localService }));
    speech.dispatchEvent(new Event("voiceschanged"));
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = Utterance;
})();
