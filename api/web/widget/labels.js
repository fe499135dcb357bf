/** Texts of the interface: one JSON file per language, looked up by key. */

export const LOCALES = ["vi", "en"];
const ZONE = "Asia/Ho_Chi_Minh";
const RETRIES = [500, 2000, 5000];

export class Labels {
  #folder;
  #name;
  #texts = new Map();
  locale = "vi";

  /** `folder` holds `<name>.vi.json` and `<name>.en.json`. */
  constructor(folder, name = "labels") {
    this.#folder = folder;
    this.#name = name;
  }

  /** Switches the language; the one in use stays when the file cannot be read. */
  async use(locale) {
    if (!this.#texts.has(locale)) this.#texts.set(locale, await this.#read(locale));
    this.locale = locale;
  }

  async #read(locale) {
    const address = new URL(`${this.#name}.${locale}.json`, this.#folder);
    for (const pause of [...RETRIES, null]) {
      try {
        const response = await fetch(address, { credentials: "omit" });
        if (response.ok) return await response.json();
      } catch {
        /* the network is away: tried again below */
      }
      if (pause !== null) await new Promise((resume) => setTimeout(resume, pause));
    }
    throw new Error(`labels not readable: ${address.pathname}`);
  }

  has(key) {
    return key in (this.#texts.get(this.locale) ?? {});
  }

  /** The text of a key, with `{name}` replaced by the value given. */
  t(key, values = {}) {
    const text = this.#texts.get(this.locale)?.[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  /** The text for a number: `key.0`, `key.1` or `key.n`. */
  count(key, n, values = {}) {
    return this.t(`${key}.${n === 0 || n === 1 ? n : "n"}`, { n, ...values });
  }

  /** A calendar date such as `2026-06-10`, written the way the reader's language does. */
  date(iso) {
    const [year, month, day] = String(iso).slice(0, 10).split("-");
    if (!day) return String(iso);
    if (this.locale === "vi") return `${day}/${month}/${year}`;
    const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat("en-GB", options).format(Date.UTC(+year, +month - 1, +day));
  }

  /** The local hour and minute of a moment. */
  time(moment) {
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE };
    return new Intl.DateTimeFormat("en-GB", options).format(new Date(moment));
  }
}
