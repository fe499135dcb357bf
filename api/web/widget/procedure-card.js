/** The card of a procedure: what was asked comes first and open, the rest can be opened. */
import { h, languageOf, safeAddress, visuallyHidden } from "./dom.js";
import { icon } from "./icons.js";
import { paperSection } from "./papers.js";

const SECTIONS = ["documents", "methods", "place", "steps", "conditions", "results", "legal_basis"];
const SECTION_OF = { documents: "documents", form: "documents", fee: "methods", time_limit: "methods", online: "methods", place: "place", steps: "steps", conditions: "conditions", result: "results", legal_basis: "legal_basis" };
const MISSING_OF = { documents: "documents", methods: "methods", place: "place", steps: "steps", conditions: "conditions", results: "result", legal_basis: "legal_basis" };
const FOLLOW_UPS = ["documents", "fee", "time_limit", "steps"];

/** `context` holds the labels, the ticks, the choice buttons and the base address. */
export function procedureCard(procedure, reply, item, context) {
  const { labels } = context;
  const card = h("article", { class: "card procedure", "data-testid": "procedure-card", "data-code": procedure.code });
  card.append(heading(procedure, labels));
  if (procedure.aspect === "general" && procedure.summary && !reply.text?.includes(procedure.summary)) {
    card.append(paragraph(procedure.summary, labels, "summary-text"));
  }
  card.append(...sections(procedure, context));
  if (procedure.missing_text) {
    const note = h("p", { class: "missing", "data-testid": "missing", lang: languageOf(procedure.missing_text, labels.locale) });
    note.append(icon("info"), h("span", { text: procedure.missing_text }));
    card.append(note);
  }
  if (procedure.source) card.append(source(procedure.source, labels));
  card.append(context.buttons.actions(followUps(procedure, reply), item, labels.t("card.actions")));
  return card;
}

function heading({ name, name_en: nameEn, field, code, status }, labels) {
  const english = labels.locale === "en" && nameEn;
  const head = h("header", { class: "card-head" });
  head.append(h("h3", { text: english ? nameEn : name, lang: english ? "en" : "vi" }));
  if (english) head.append(h("p", { class: "card-name-vi", lang: "vi", text: name }));
  const meta = h("p", { class: "card-meta" });
  if (field) meta.append(h("span", { text: field, lang: "vi" }));
  meta.append(h("span", { text: labels.t("card.code", { code }) }));
  if (status && status !== "in_force") meta.append(h("strong", { class: "badge", text: labels.t(`card.status.${status}`) }));
  head.append(meta);
  return head;
}

function sections(procedure, context) {
  const asked = SECTION_OF[procedure.aspect] ?? null;
  const order = asked ? [asked, ...SECTIONS.filter((name) => name !== asked)] : SECTIONS;
  const builders = { documents: paperSection, methods: methodsSection, place: placeSection };
  return order.flatMap((name) => {
    const builder = builders[name] ?? listSection;
    const content = builder(procedure, context, name);
    const stated = content !== null;
    if (!stated && name !== asked && !procedure.missing?.includes(MISSING_OF[name])) return [];
    const body = content?.body ?? h("p", { class: "not-stated", text: context.labels.t("card.not_stated.section") });
    return [details(name, context.labels, body, { open: name === asked, aside: content?.aside })];
  });
}

function details(name, labels, body, { open, aside }) {
  const summary = h("summary", {}, h("span", { class: "section-name", text: labels.t(`card.${name}`) }), aside);
  return h("details", { class: "section", open, "data-testid": "section", "data-section": name }, summary, h("div", { class: "section-body" }, body));
}

function paragraph(text, labels, className) {
  return h("p", { class: className, text, lang: languageOf(text, labels.locale) });
}

function listSection(procedure, { labels }, name) {
  const lines = procedure[name] ?? [];
  if (!lines.length) return null;
  const list = h(name === "steps" ? "ol" : "ul", { class: `plain-list list-${name}` });
  list.append(...lines.map((line) => h("li", { text: line, lang: languageOf(line, labels.locale) })));
  return { body: list };
}

function placeSection({ place, agency }, { labels }) {
  if (!place && !agency) return null;
  const body = h("div");
  if (place) body.append(paragraph(place, labels));
  else body.append(h("p", { class: "not-stated", text: labels.t("card.not_stated") }));
  if (agency) body.append(paragraph(labels.t("card.agency", { agency }), labels));
  return { body };
}

function methodsSection({ methods = [] }, { labels }) {
  if (!methods.length) return null;
  const head = h("tr");
  for (const key of ["channel", "time", "fee"]) head.append(h("th", { scope: "col", text: labels.t(`card.methods.${key}`) }));
  const rows = methods.map((method) => {
    const channel = h("th", { scope: "row" }, h("span", { text: method.channel_text, lang: languageOf(method.channel_text, labels.locale) }));
    if (method.case) channel.append(h("span", { class: "case", text: method.case, lang: languageOf(method.case, labels.locale) }));
    return h("tr", {}, channel, cell(method.time_text, labels), cell(method.fee_text, labels));
  });
  const caption = h("caption", { class: "visually-hidden", text: labels.t("card.methods") });
  const table = h("table", { "data-testid": "methods" }, caption, h("thead", {}, head), h("tbody", {}, ...rows));
  const notes = methodNotes(methods, labels);
  return { body: h("div", {}, table, notes) };
}

function cell(text, labels) {
  if (!text) return h("td", {}, h("span", { class: "not-stated", text: labels.t("card.not_stated") }));
  return h("td", { text, lang: languageOf(text, labels.locale) });
}

/** Each note once; the channels are named where it does not hold for all. */
function methodNotes(methods, labels) {
  const channels = new Map();
  for (const method of methods) {
    for (const [kind, note] of [["time", method.time_note], ["fee", method.fee_note]]) {
      if (!note) continue;
      const key = `${labels.t(`card.methods.${kind}`)}: ${note}`;
      channels.set(key, (channels.get(key) ?? new Set()).add(method.channel_text));
    }
  }
  if (!channels.size) return null;
  const all = new Set(methods.map((method) => method.channel_text)).size;
  const list = h("ul", { class: "plain-list notes", "aria-label": labels.t("card.methods.notes") });
  for (const [note, names] of channels) {
    const text = names.size === all ? note : `${note} (${[...names].join(", ")})`;
    list.append(h("li", { text, lang: languageOf(text, labels.locale) }));
  }
  return list;
}

function source({ name, url, retrieved, text }, labels) {
  const line = h("p", { class: "source", "data-testid": "source" });
  const dated = retrieved ? labels.t("card.source", { name, date: labels.date(retrieved) }) : labels.t("card.source.undated", { name });
  line.append(h("span", { text: name ? dated : text, lang: languageOf(name ?? text, labels.locale) }));
  const address = url ? safeAddress(url) : null;
  if (address) line.append(outsideLink(address, labels.t("card.source.open"), labels));
  return line;
}

/** A link that opens beside the conversation and says so. */
export function outsideLink(address, text, labels, className = "link") {
  const link = h("a", { class: className, href: address, target: "_blank", rel: "noopener noreferrer" });
  link.append(h("span", { text }), icon("external"), visuallyHidden(` (${labels.t("new_tab")})`));
  return link;
}

/** What the service offers, then the usual follow-ups that it does not offer already. */
function followUps({ aspect, status }, reply) {
  const offered = reply.choices ?? [];
  const known = new Set(offered.map(({ choice }) => choice));
  const usual = FOLLOW_UPS.filter((name) => name !== aspect).map((name) => `aspect:${name}`);
  if (!status || status === "in_force") usual.unshift("ticket:take");
  return [...offered, ...usual.filter((choice) => !known.has(choice)).map((choice) => ({ choice }))];
}
