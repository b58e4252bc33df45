// Leads back to the lesson that was begun, as assets/reading.js remembers it in this browser.
{
  const line = document.currentScript.previousElementSibling;
  try {
    const kept = JSON.parse(localStorage.getItem("prospectus.reading"));
    const tags = kept?.v === 1 && /^[a-z0-9-]+$/.test(kept.id) ? Object.keys(kept.titles) : [];
    const tag = tags.find((each) => each === document.documentElement.lang) ?? tags[0];
    if (tag) {
      const link = line.querySelector("a");
      const part = Number.isInteger(kept.part) && kept.part > 1 ? kept.part : 0;
      link.textContent = kept.titles[tag];
      link.href = `${line.dataset.continue}${kept.id}/${part ? `#part-${part}` : ""}`;
      if (tag !== document.documentElement.lang) link.lang = tag;
      if (part) line.querySelector("[data-place]").textContent = line.dataset.wordPart.replace("{n}", part).replace("{of}", kept.of);
      line.hidden = false;
    }
  } catch {} // Storage is closed, or holds what is not ours.
}
