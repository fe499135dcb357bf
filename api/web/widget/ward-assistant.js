/**
 * <ward-assistant>: the assistant of a ward's public service centre, on any page.
 *
 *   <script type="module" src="https://…/widget/ward-assistant.js"></script>
 *
 * is enough: it adds itself to the page and finds its service by its own address.
 * Attributes: `locale` ("vi" or "en"), `open`, `inline` (fills its container). Methods: `show()`, `hide()`, `ask(text)`.
 */
import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { h } from "./dom.js";
import { mark } from "./icons.js";
import { Labels, LOCALES } from "./labels.js";
import { Panel } from "./panel.js";
import { Store, Ticks } from "./store.js";

const HERE = new URL("./", import.meta.url);
const BASE = new URL("../", HERE).href;
const OWN_STYLES = ["frame", "panel", "composer", "messages", "cards", "papers", "ticket"].map((name) => `${name}.css`);
const STYLES = ["../shared/tokens.css", "../shared/faces.css", ...OWN_STYLES];
const PHONE = "(max-width: 35em)";

class WardAssistant extends HTMLElement {
  static observedAttributes = ["locale", "open"];
  #store = new Store(`ward-assistant:${BASE}:`);
  #labels = new Labels(HERE);
  #panel = null;
  #built = null;
  #waitingQuestion = null;

  connectedCallback() {
    this.#built ??= this.#build();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#panel || before === now) return;
    if (name === "locale" && LOCALES.includes(now)) this.#speak(now);
    if (name === "open") this.#showOpen({ takeFocus: true });
  }

  get open() {
    return this.inline || this.hasAttribute("open");
  }

  set open(value) {
    this.toggleAttribute("open", Boolean(value));
  }

  get inline() {
    return this.hasAttribute("inline");
  }

  show() {
    this.open = true;
  }

  hide() {
    this.open = false;
  }

  /** Opens the assistant and asks; while another message is on its way the text waits in the input. */
  ask(text) {
    this.show();
    if (!this.#panel) this.#waitingQuestion = text;
    else if (!this.conversation.say(text)) this.#panel.composer.fill(text);
  }

  async #build() {
    const root = this.attachShadow({ mode: "open" });
    this.frame = h("div", { class: "frame", hidden: true });
    root.append(...STYLES.map((file) => h("link", { rel: "stylesheet", href: new URL(file, HERE).href })), this.frame);
    const styled = Promise.all([...root.querySelectorAll("link")].map(settled));
    const chosen = this.#store.get("locale");
    const locale = [chosen, this.getAttribute("locale"), document.documentElement.lang.slice(0, 2)].find((name) => LOCALES.includes(name)) ?? "vi";
    await this.#labels.use(locale);
    await styled;
    this.#draw(locale);
  }

  #draw(locale) {
    const client = new Client(BASE);
    const services = { labels: this.#labels, client, store: this.#store, ticks: new Ticks(this.#store) };
    this.conversation = new Conversation(client, this.#store, locale);
    this.#panel = new Panel(this.conversation, services, {
      inline: this.inline,
      onClose: () => this.hide(),
      onLanguage: () => this.#switchLanguage(),
    });
    this.launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "data-testid": "launcher", onclick: () => this.show() }, mark(), h("span"));
    this.frame.append(...(this.inline ? [] : [this.launcher]), this.#panel.element);
    this.frame.addEventListener("keydown", (event) => this.#onKey(event));
    this.#relabel();
    this.#watchSurroundings();
    if (this.#store.get("open") && !this.open) this.setAttribute("open", "");
    this.#showOpen({ takeFocus: false });
    this.frame.hidden = false;
    this.#panel.log.settle();
    if (this.#waitingQuestion) this.ask(this.#waitingQuestion);
    this.#waitingQuestion = null;
  }

  #showOpen({ takeFocus }) {
    const { open } = this;
    this.#panel.element.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
    if (!this.inline) this.#store.set("open", open);
    if (open) this.conversation.start();
    if (open) this.#panel.log.settle();
    if (!takeFocus || this.inline) return;
    if (!open) this.launcher.focus();
    else if (matchMedia("(pointer: coarse)").matches) this.#panel.element.focus();
    else this.#panel.composer.focus();
  }

  #relabel() {
    this.frame.setAttribute("lang", this.#labels.locale);
    this.launcher.lastElementChild.textContent = this.#labels.t("launcher");
  }

  #switchLanguage() {
    const other = LOCALES.find((locale) => locale !== this.#labels.locale);
    this.#store.set("locale", other);
    this.#speak(other);
  }

  async #speak(locale) {
    try {
      await this.#labels.use(locale);
    } catch {
      return;
    }
    this.#relabel();
    this.#panel.relabel();
    this.conversation.setLocale(locale);
  }

  #onKey(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (!this.#panel.dismissQuestion() && !this.inline) this.hide();
    } else if (this.inline) {
      return;
    } else if (event.key === "Tab" && matchMedia(PHONE).matches) {
      this.#keepInside(event);
    }
  }

  /** On a phone the panel covers the page, so the focus stays within it. */
  #keepInside(event) {
    const stops = [...this.#panel.element.querySelectorAll("button, a[href], input, textarea, summary, [tabindex='0']")];
    const reachable = stops.filter((node) => !node.disabled && node.checkVisibility?.() !== false && node.getClientRects().length);
    const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
    const { activeElement } = this.shadowRoot;
    if (activeElement !== edge && !(event.shiftKey && activeElement === this.#panel.element)) return;
    event.preventDefault();
    (event.shiftKey ? reachable.at(-1) : reachable[0]).focus();
  }

  #watchSurroundings() {
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.open && this.conversation.checkConnection());
    const phone = matchMedia(PHONE);
    const mind = () => {
      const covers = phone.matches && !this.inline;
      if (covers) this.#panel.element.setAttribute("aria-modal", "true");
      else this.#panel.element.removeAttribute("aria-modal");
    };
    phone.addEventListener("change", mind);
    mind();
    this.#fitKeyboard(window.visualViewport);
  }

  /** A phone's keyboard covers part of the window: the panel takes what is left. */
  #fitKeyboard(view) {
    if (!view) return;
    const fit = () => {
      this.frame.style.setProperty("--view-height", `${Math.round(view.height * view.scale)}px`);
      this.frame.style.setProperty("--view-top", view.scale > 1 ? "0px" : `${Math.round(view.offsetTop)}px`);
    };
    for (const name of ["resize", "scroll"]) view.addEventListener(name, fit);
    fit();
  }
}

/** Resolves when a style sheet is there, or is known not to come: the assistant is shown either way. */
function settled(link) {
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
}

if (!customElements.get("ward-assistant")) {
  customElements.define("ward-assistant", WardAssistant);
  if (!document.querySelector("ward-assistant")) document.body.append(document.createElement("ward-assistant"));
}
