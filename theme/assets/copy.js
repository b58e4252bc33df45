// Buttons that copy: the address of the page with its state, or the text of the element that the button names. A status beside the
// button says whether it worked: browsers copy only on secure pages and with permission.
{
  const text = (button) => (button.dataset.copies === "address" ? location.href : document.getElementById(button.dataset.copies).innerText);
  const share = async (button) => {
    if (button.matches("[data-shares]") && navigator.share) return navigator.share({ text: text(button) }).then(() => "");
    await navigator.clipboard.writeText(text(button));
    return button.dataset.copied;
  };
  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-copies]");
    if (!button) return;
    const status = button.parentElement.querySelector("[role=status]");
    try {
      status.textContent = await share(button);
    } catch (error) {
      status.textContent = error.name === "AbortError" ? "" : button.dataset.failed;
    }
  });
}
