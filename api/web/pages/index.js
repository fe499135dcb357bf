/** Front page: the ward's name, and the buttons that open the assistant, some with a question. */

async function nameTheWard() {
  const response = await fetch("/api/v1/ward");
  if (response.ok) document.querySelector(".site-name").textContent = (await response.json()).name;
}

// Without the name the page says what it is all the same.
nameTheWard().catch(() => {});

async function assistant() {
  await customElements.whenDefined("ward-assistant");
  return document.querySelector("ward-assistant");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-open], [data-question]");
  if (!button) return;
  const element = await assistant();
  if (button.dataset.question) element.ask(button.dataset.question);
  else element.show();
});
