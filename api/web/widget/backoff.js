/** Waits longer after each failure: 2, 4, 8, 15, then 30 seconds. */

const PAUSES_S = [2, 4, 8, 15, 30];

export class BackOff {
  #failures = 0;
  #timer = 0;

  /** Calls `act` after the next pause; returns the moment when it will. */
  schedule(act) {
    const pause = PAUSES_S[Math.min(this.#failures, PAUSES_S.length - 1)] * 1000;
    this.#failures += 1;
    this.after(pause, act);
    return Date.now() + pause;
  }

  /** Calls `act` after so many milliseconds, in place of what was planned. */
  after(pause, act) {
    this.stop();
    this.#timer = setTimeout(act, pause);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  reset() {
    this.stop();
    this.#failures = 0;
  }
}
