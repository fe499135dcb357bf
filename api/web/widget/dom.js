/** Small helpers to build nodes. Data only ever enters the page as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";
const VIETNAMESE = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

/** Builds an element: `text` and `on…` listeners are properties, everything else is an attribute. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Builds an SVG drawing from a list of `[shape, attributes]`. It is decoration: the text beside it speaks. */
export function drawing(shapes, { viewBox = "0 0 24 24", className = "icon" } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const [shape, attributes] of shapes) {
    const node = document.createElementNS(SVG, shape);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    svg.append(node);
  }
  return svg;
}

/** The language of a piece of data, so that a screen reader reads it with the right voice. */
export function languageOf(text, otherwise) {
  return VIETNAMESE.test(text ?? "") ? "vi" : otherwise;
}

/** An address that may stand in a link: http(s) only; anything else gives null. */
export function safeAddress(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Writes text only where it changed, so that nothing flickers and nothing is announced twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function visuallyHidden(text) {
  return h("span", { class: "visually-hidden", text });
}

/** The length that the service counts: characters, not UTF-16 units. */
export function characterCount(text) {
  return [...text].length;
}

/** A random key; `crypto.randomUUID` is missing on plain-http pages, so it is not relied on. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function prefersReducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
