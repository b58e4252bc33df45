// Share a page, copy its address, print it, and copy the address of one of its sections.
const canonical = document.querySelector("link[rel=canonical]").href;
const { sectionLabel } = document.currentScript.dataset;

// The published address, unless the page stands somewhere else, as in a preview; with the state that it keeps in its address.
const addressOf = (hash = location.hash) => {
  const page = new URL(location.host === new URL(canonical).host ? canonical : location.pathname, location);
  return page.href + location.search + hash;
};

const announce = (button, words) => {
  const label = button.textContent;
  button.closest(".page-tools").querySelector("[role=status]").textContent = button.textContent = words;
  setTimeout(() => (button.textContent = label), 2000);
};

for (const button of document.querySelectorAll("[data-copy-link]")) {
  button.hidden = !navigator.clipboard;
  button.onclick = async () => {
    await navigator.clipboard.writeText(addressOf());
    announce(button, button.dataset.copied);
  };
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.onclick = () => navigator.share({ title: document.title, url: addressOf() }).catch(() => {}); // the reader may change their mind
}

for (const button of document.querySelectorAll("[data-print-page]")) {
  button.hidden = false;
  button.onclick = () => print();
}

// Every section of a page has a permanent address. The links are for the pointer: in the tab order they would delay what comes after.
for (const heading of document.querySelectorAll("#main :is(h2, h3, section[id] > :is(h2, h3))")) {
  const id = heading.id || heading.closest("section[id]")?.id;
  if (!id || heading.closest("summary, .visually-hidden") || heading.querySelector("a")) continue;
  const link = document.createElement("a");
  link.className = "anchor-link";
  link.href = `#${id}`;
  link.tabIndex = -1;
  link.setAttribute("aria-label", sectionLabel.replace("{title}", heading.textContent.trim()));
  heading.append(link);
}
