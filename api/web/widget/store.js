/** What the browser tab remembers over a reload. It is gone when the tab is closed. */

/** Values in sessionStorage under one prefix; kept in memory where the browser forbids storage. */
export class Store {
  #prefix;
  #memory = new Map();

  constructor(prefix) {
    this.#prefix = prefix;
  }

  get(name) {
    try {
      const kept = sessionStorage.getItem(this.#prefix + name);
      if (kept !== null) return JSON.parse(kept);
    } catch {
      /* storage is forbidden or holds something foreign */
    }
    return this.#memory.get(name) ?? null;
  }

  set(name, value) {
    this.#memory.set(name, value);
    try {
      sessionStorage.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      /* full or forbidden: the memory copy serves until the page is left */
    }
  }

  remove(name) {
    this.#memory.delete(name);
    try {
      sessionStorage.removeItem(this.#prefix + name);
    } catch {
      /* nothing was stored */
    }
  }

  /** Forgets everything of this visitor except the names given. */
  clear(keep = []) {
    for (const name of [...this.#memory.keys(), ...this.#storedNames()]) {
      if (!keep.includes(name)) this.remove(name);
    }
  }

  #storedNames() {
    try {
      const names = Object.keys(sessionStorage).filter((name) => name.startsWith(this.#prefix));
      return names.map((name) => name.slice(this.#prefix.length));
    } catch {
      return [];
    }
  }
}

/** Which papers the visitor ticked, by procedure. Two cards of one procedure share their ticks. */
export class Ticks extends EventTarget {
  #store;

  constructor(store) {
    super();
    this.#store = store;
  }

  has(code, paper) {
    return this.#read(code).includes(paper);
  }

  countOf(code, papers) {
    const ticked = new Set(this.#read(code));
    return papers.filter((paper) => ticked.has(paper)).length;
  }

  set(code, paper, ticked) {
    const others = this.#read(code).filter((other) => other !== paper);
    this.#store.set(`ticks:${code}`, ticked ? [...others, paper] : others);
    this.dispatchEvent(new CustomEvent("change", { detail: { code } }));
  }

  #read(code) {
    const papers = this.#store.get(`ticks:${code}`);
    return Array.isArray(papers) ? papers : [];
  }
}
