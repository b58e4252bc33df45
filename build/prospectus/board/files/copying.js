// Buttons that copy a command. The button and the live region say whether it worked: browsers copy only with permission.
import { say, words } from "./status.js";

addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    say(words.failed);
    return;
  }
  say(`${words.copied}: ${button.dataset.copy}`);
  if (label === words.copied) return;
  button.textContent = words.copied;
  setTimeout(() => (button.textContent = label), 2000);
});
