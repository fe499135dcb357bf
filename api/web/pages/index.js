/** Front page: the buttons that open the assistant, some with a question. */

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
