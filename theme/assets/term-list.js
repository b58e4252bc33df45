// Narrows the index down: by words in any language, by pinyin or its initials, and by part. Waits for an input method.
{
  const box = document.querySelector(".filter[data-index]");
  const list = document.querySelector(box?.dataset.index);
  const input = box?.querySelector("[data-filter]");
  const count = box?.querySelector("[aria-live]");
  const parts = box ? [...box.querySelectorAll(".parts button")] : [];
  const rows = list ? [...list.querySelectorAll(".term")] : [];
  const plain = (text) => text.normalize("NFKC").toLowerCase().trim();

  const named = (row, sought) => [...row.querySelectorAll("dt, dd[lang]")].some((name) => plain(name.textContent).includes(sought));
  // "chushi" and "csbz" both lead to chu shi bao zheng jin; a syllable may be unfinished.
  const read = (row, sought) => {
    const syllables = row.dataset.read?.split(" ") ?? [];
    const letters = sought.replace(/[\s']/g, "");
    const starts = syllables.some((_, at) => syllables.slice(at).join("").startsWith(letters));
    return starts || syllables.map(([first]) => first).join("").includes(letters);
  };

  const run = (event) => {
    if (event?.isComposing) return;
    const sought = plain(input.value);
    const part = parts.find((button) => button.getAttribute("aria-pressed") === "true")?.id;
    for (const row of rows) {
      const fits = !part || row.dataset.part === part;
      row.hidden = !fits || !(named(row, sought) || read(row, sought));
    }
    for (const group of list.children) group.hidden = !group.querySelector(".term:not([hidden])");
    const n = rows.filter((row) => !row.hidden).length;
    count.textContent = sought || part ? count.dataset[n ? "some" : "none"].replace("{n}", n) : "";
  };

  const press = (pressed) => {
    for (const button of parts) button.setAttribute("aria-pressed", button === pressed && button.getAttribute("aria-pressed") !== "true");
    run();
  };
  // Addresses that led to a part of the list still do.
  const follow = () => {
    const button = parts.find(({ id }) => id === decodeURIComponent(location.hash.slice(1)));
    if (button && button.getAttribute("aria-pressed") !== "true") press(button);
  };

  if (list) {
    for (const moment of ["input", "compositionend"]) input.addEventListener(moment, run);
    for (const button of parts) button.addEventListener("click", () => press(button));
    addEventListener("hashchange", follow);
    follow();
  }
}
