/** The card of a queue ticket. Its figures are of one moment, which it names; the status page follows them. */
import { h, languageOf } from "./dom.js";
import { icon } from "./icons.js";
import { ticketStanding } from "./items.js";
import { outsideLink } from "./procedure-card.js";

export function ticketCard(ticket, item, context) {
  const { labels, client } = context;
  const waiting = ticket.state === "waiting";
  const card = h("article", { class: `card ticket ${ticket.state}`, "data-testid": "ticket-card", "data-ticket": ticket.id });
  const facts = h("div", { class: "ticket-facts" });
  const heading = h("h3", { class: "ticket-heading" }, icon("ticket"), h("span", { text: labels.t("ticket.heading") }));
  facts.append(heading, h("p", { class: "ticket-number", "data-testid": "ticket-number", text: ticket.number }));
  const group = labels.t("ticket.group", { name: ticket.service_group_name });
  facts.append(h("p", { class: "ticket-group", text: group, lang: languageOf(ticket.service_group_name, labels.locale) }));
  if (waiting && Number.isInteger(ticket.ahead)) facts.append(queueLine(ticket, item, labels));
  else facts.append(h("p", { class: "badge", text: labels.t(`ticket.state.${ticket.state}`) }));
  if (waiting && ticket.wait) facts.append(h("p", { class: "ticket-wait", text: waitText(ticket.wait, labels) }));
  if (waiting) facts.append(h("p", { class: "badge void-only", text: labels.t("ticket.state.cancelled") }));
  card.append(h("div", { class: "ticket-top" }, facts, waiting && ticket.qr_url ? qrCode(ticket, context) : null));
  if (ticket.status_url && waiting) {
    const address = new URL(client.address(ticket.status_url));
    if (labels.locale !== "vi") address.searchParams.set("lang", labels.locale);
    const actions = h("div", { class: "choices actions" }, outsideLink(address.href, labels.t("ticket.status"), labels, "choice strong"));
    actions.append(cancelButton(ticket, item, card, context));
    card.append(actions);
  }
  return card;
}

function waitText({ low_min: low, high_min: high }, labels) {
  return labels.t(low === high ? "ticket.wait.exact" : "ticket.wait", { low, high });
}

function queueLine({ ahead }, item, labels) {
  const line = h("p", { class: "ticket-ahead", "data-testid": "ticket-ahead" }, h("strong", { text: labels.count("ticket.ahead", ahead) }));
  if (item.at) line.append(h("span", { class: "as-of", text: labels.t("ticket.as_of", { time: labels.time(item.at) }) }));
  return line;
}

function qrCode(ticket, { labels, client }) {
  const image = h("img", { src: client.address(ticket.qr_url), alt: labels.t("ticket.qr", { number: ticket.number }), width: 132, height: 132 });
  const figure = h("figure", { class: "qr" }, image, h("figcaption", { text: labels.t("ticket.qr.hint") }));
  image.addEventListener("error", () => figure.remove());
  return figure;
}

function cancelButton(ticket, item, card, { labels, onCancelTicket, watch }) {
  const button = h("button", { type: "button", class: "choice", "data-testid": "ticket-cancel", text: labels.t("ticket.cancel") });
  button.addEventListener("click", () => onCancelTicket(ticket, item, button));
  watch(({ items, state, waiting, pending }) => {
    const standing = ticketStanding(item, ticket.id, items);
    card.classList.toggle("void", standing === "cancelled");
    button.disabled = standing !== "current" || state.busy || waiting || pending !== null;
  });
  return button;
}
