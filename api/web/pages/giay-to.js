/** The papers of one case, to tick off on a phone or to print. What is ticked stays in this tab. */
import { h, languageOf } from "../widget/dom.js";
import { Labels, LOCALES } from "../widget/labels.js";
import { paperSection } from "../widget/papers.js";
import { Store, Ticks } from "../widget/store.js";

const code = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "");
const asked = new URLSearchParams(location.search);
const locale = LOCALES.includes(asked.get("lang")) ? asked.get("lang") : "vi";
const own = new Labels(new URL("./", import.meta.url), "giay-to");
const labels = new Labels(new URL("../widget/", import.meta.url));
const at = (id) => document.getElementById(id);

function tell(text) {
  at("banner").textContent = text;
  at("banner").hidden = false;
}

function show({ procedure, cases }) {
  at("name").textContent = procedure.name_en && locale === "en" ? procedure.name_en : procedure.name;
  at("name").lang = languageOf(at("name").textContent, locale);
  at("cases").replaceChildren(...cases.map((text) => h("li", { text, lang: "vi" })));
  at("cases").hidden = !cases.length;
  const section = paperSection(procedure, { labels, ticks: new Ticks(new Store("ward-papers:")) });
  if (!section) return tell(own.t("none"));
  for (const details of section.body.querySelectorAll("details")) details.open = true;
  at("papers").replaceChildren(section.body);
  at("source").textContent = procedure.source.text;
  at("print").hidden = false;
}

async function start() {
  await Promise.all([own.use(locale), labels.use(locale)]);
  document.documentElement.lang = locale;
  document.title = own.t("title");
  for (const name of ["heading", "print", "home"]) at(name).textContent = own.t(name);
  const query = new URLSearchParams({ locale, cases: asked.get("cases") ?? "" });
  const response = await fetch(`/api/v1/procedures/${encodeURIComponent(code)}/checklist?${query}`);
  const body = await response.json();
  if (response.ok) show(body);
  else tell(body.detail ?? own.t("failed"));
}

at("print").addEventListener("click", () => window.print());
start().catch(() => tell(own.has("failed") ? own.t("failed") : "Chưa tải được danh sách. Anh/chị tải lại trang giúp."));
