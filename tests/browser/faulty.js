// Loaded into the audio thread of a test before the disguise's own script: a message breaks the processor in one of the ways in which one breaks.
{
  const register = globalThis.registerProcessor;
  globalThis.registerProcessor = (name, Processor) => register(name, class extends Processor {
    #fault = "";
    #at = Infinity;

    constructor(options) {
      super(options);
      const real = this.port.onmessage;
      this.port.onmessage = (event) => {
        if (event.data.fault) this.#fault = event.data.fault;
        else real?.(event);
      };
      this.#fault = options.processorOptions.fault ?? "";
      this.#at = options.processorOptions.at ?? 0;
    }

    process(...given) {
      if (this.#fault && currentTime >= this.#at) {
        const fault = this.#fault;
        if (fault === "throw") throw new Error("a fault that was planted");
        if (fault === "end") return false;
        this.#fault = "";
        for (const until = Date.now() + 400; Date.now() < until;);
      }
      return super.process(...given);
    }
  });
}
