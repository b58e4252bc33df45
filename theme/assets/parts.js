// The part of a lesson that is being read: marked in its contents, with the time that is left. Words come from the page.
{
  const lesson = document.querySelector("[data-parts]");
  const parts = [...lesson.querySelectorAll("[data-part]")];
  const links = new Map([...document.querySelectorAll("[data-part-link]")].map((item) => [item.dataset.partLink, item.querySelector("a")]));
  const lines = document.querySelectorAll("[data-part-now]");
  const filled = (words, given) => words.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const said = (words) => Object.assign(document.createElement("span"), { textContent: words });

  const show = (part) => {
    const words = lesson.dataset;
    const n = part.dataset.left;
    for (const [number, link] of links) {
      if (number === part.dataset.part) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const place = filled(words.wordPart, { n: part.dataset.part, of: words.parts });
    for (const line of lines) {
      line.replaceChildren(said(place), said(n === "1" ? words.wordLeftOne : filled(words.wordLeft, { n })));
      line.hidden = false;
    }
    dispatchEvent(new CustomEvent("part", { detail: Number(part.dataset.part) }));
  };

  // The root reaches from far above the window down to a third of it: a part is in it once its beginning has been reached. The last such part
  // is read; the line of progress is put away at the end of the lesson.
  const end = document.querySelector(".end-card");
  const reached = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) reached[isIntersecting ? "add" : "delete"](target);
      show(parts.findLast((part) => reached.has(part)) ?? parts[0]);
      for (const line of lines) line.classList.toggle("is-over", reached.has(end));
    },
    { rootMargin: "9999999px 0px -66% 0px" },
  );
  for (const part of [...parts, end]) observer.observe(part);
  show(parts[0]);
}
