/** The papers of a procedure, by case, with boxes to tick and a count of what is ready. */
import { h, languageOf } from "./dom.js";
import { icon } from "./icons.js";

let lastId = 0;

export function paperSection({ code, documents = [] }, context) {
  const cases = documents.filter(({ items }) => items?.length);
  if (!cases.length) return null;
  const body = h("div", { class: "papers" }, h("p", { class: "hint", text: context.labels.t("card.documents.hint") }));
  if (cases.length === 1) {
    const [only] = cases;
    if (only.case) body.append(h("p", { class: "case-name", text: only.case, lang: languageOf(only.case, context.labels.locale) }));
    body.append(paperList(code, only, context));
    return { body, aside: counter(code, only, context) };
  }
  body.append(h("p", { class: "hint", text: context.labels.t("card.documents.cases") }));
  for (const [index, group] of cases.entries()) {
    const name = group.case ?? context.labels.t("card.documents.common");
    const summary = h("summary", {}, h("span", { class: "section-name", text: name, lang: languageOf(name, context.labels.locale) }));
    summary.append(counter(code, group, context));
    body.append(h("details", { class: "case-section", open: index === 0, "data-testid": "case" }, summary, paperList(code, group, context)));
  }
  return { body };
}

/** What a tick is remembered by: the paper within its case. */
const keyOf = (group, paper) => `${group.case ?? ""}|${paper.name}`;

function counter(code, group, { labels, ticks }) {
  const keys = group.items.map((paper) => keyOf(group, paper));
  const text = h("span");
  const count = h("span", { class: "count", "data-testid": "paper-count" }, text);
  const show = () => {
    const n = ticks.countOf(code, keys);
    const complete = n === keys.length;
    count.classList.toggle("complete", complete);
    text.textContent = labels.t(complete ? "card.documents.complete" : "card.documents.count", { n, total: keys.length });
    count.replaceChildren(...(complete ? [icon("check"), text] : [text]));
  };
  listen(ticks, code, count, show);
  show();
  return count;
}

function paperList(code, group, context) {
  return h("ul", { class: "paper-list" }, ...group.items.map((paper) => paperLine(code, group, paper, context)));
}

function paperLine(code, group, paper, { labels, ticks }) {
  const key = keyOf(group, paper);
  const id = `paper-${(lastId += 1)}`;
  const box = h("input", { type: "checkbox", id, "data-testid": "paper", "aria-describedby": `${id}-more` });
  box.addEventListener("change", () => ticks.set(code, key, box.checked));
  const show = () => (box.checked = ticks.has(code, key));
  listen(ticks, code, box, show);
  show();
  const name = h("span", { class: "paper-name", text: paper.name, lang: languageOf(paper.name, labels.locale) });
  const more = h("div", { class: "paper-more", id: `${id}-more` });
  const facts = [paper.action ? labels.t(`card.documents.${paper.action}`) : null, paper.quantity_text].filter(Boolean).join(" · ");
  for (const text of [facts, formText(paper.form, labels), paper.note]) {
    if (text) more.append(h("p", { text, lang: languageOf(text, labels.locale) }));
  }
  return h("li", {}, h("label", { class: "paper", for: id }, box, name), more);
}

/** The form of a paper; many are called "Mẫu số …" already. */
function formText(form, labels) {
  return !form || /^(mẫu|form)/i.test(form) ? form : labels.t("card.documents.form", { form });
}

/** Follows the ticks as long as the node is on the page. */
function listen(ticks, code, node, show) {
  let shown = false;
  const onChange = ({ detail }) => {
    shown ||= node.isConnected;
    if (shown && !node.isConnected) ticks.removeEventListener("change", onChange);
    else if (detail.code === code) show();
  };
  ticks.addEventListener("change", onChange);
}
