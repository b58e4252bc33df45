// Opens in place what a term means. The page of the term is fetched when a reader asks for it, and shows here what it marks with
// `data-popover`, in its own language and in others. Without script, or without popovers, the link leads to that page.
{
  const words = document.currentScript.dataset;
  const LINKS = "a.term[data-meaning]";
  const GAP = 6; // between link and box, and between box and window: the margin in site.css
  const box = document.createElement("div");
  const text = document.createElement("div");
  const more = document.createElement("p");
  const close = document.createElement("button");
  const pages = new Map();
  let link = null; // whose meaning is open
  let pinned = false; // asked for by a press; else it only accompanies the focus
  let pressed = null; // the link that a press closed
  let returning = false; // the focus comes back by itself

  const element = (name, content, values = {}) => {
    const made = Object.assign(document.createElement(name), values);
    made.append(...[content].flat());
    return made;
  };
  const anchor = (href, content) => element("a", content, { href });

  const load = async (href) => {
    const answer = await fetch(href);
    if (!answer.ok) throw Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const page = (href) => {
    if (!pages.has(href)) pages.set(href, load(href).catch((error) => (pages.delete(href), Promise.reject(error))));
    return pages.get(href);
  };

  // Below the link, or above it where there is more room, and within the window. The box scrolls with the page.
  const place = () => {
    if (!link) return;
    const { clientWidth, clientHeight } = document.documentElement;
    const line = link.getBoundingClientRect();
    const margin = parseFloat(getComputedStyle(box).marginInlineStart);
    const below = clientHeight - line.bottom;
    box.style.maxBlockSize = "";
    const above = below < box.offsetHeight + 2 * GAP && line.top > below;
    box.style.maxBlockSize = `min(60vh, ${(above ? line.top : below) - 2 * GAP}px)`;
    box.style.left = `${Math.max(0, Math.min(line.left - margin, clientWidth - box.offsetWidth - 2 * margin))}px`;
    box.style.top = `${scrollY + (above ? line.top - box.offsetHeight - 2 * GAP : line.bottom)}px`;
  };

  const titled = (title, ...parts) => text.replaceChildren(element("p", title, { className: "meaning-name" }), ...parts);
  const show = (found, href) => {
    const parts = [...found.querySelectorAll("#main [data-popover]")].map((part) => document.importNode(part, true));
    const links = parts.flatMap((part) => [...part.querySelectorAll("a[href]")]); // relative to the page of the term
    for (const each of links) each.href = new URL(each.getAttribute("href"), href).href;
    const lesson = found.querySelector("section[aria-labelledby=lesson] .card a");
    box.lang = found.documentElement.lang;
    titled(found.querySelector("h1").textContent, ...parts);
    more.replaceChildren(anchor(href, words.more));
    if (lesson) more.append(anchor(new URL(lesson.getAttribute("href"), href).href, words.toLesson.replace("{title}", lesson.textContent)));
  };
  const fill = async (asked) => {
    box.lang = "";
    titled(asked.textContent, element("p", words.loading, { className: "soft" }));
    more.replaceChildren(anchor(asked.href, words.more));
    place();
    try {
      const found = await page(asked.href);
      if (link === asked) show(found, asked.href);
    } catch {
      if (link === asked) titled(asked.textContent, element("p", words.failed));
    }
    place();
  };

  const closed = () => {
    link?.setAttribute("aria-expanded", "false");
    link?.removeAttribute("aria-controls");
    box.removeAttribute("style");
    link = null;
    pinned = false;
  };
  const shut = () => (box.matches(":popover-open") ? box.hidePopover() : closed());
  const open = (asked) => {
    if (link === asked) return;
    shut();
    link = asked;
    link.after(box);
    box.showPopover();
    link.setAttribute("aria-expanded", "true");
    link.setAttribute("aria-controls", box.id);
    fill(link);
  };
  const offer = () => {
    for (const each of document.querySelectorAll(LINKS)) {
      each.setAttribute("role", "button");
      if (each !== link) each.setAttribute("aria-expanded", "false");
    }
  };
  const target = (event) => event.target.closest?.(LINKS);
  const press = (event) => {
    const asked = target(event);
    if (!asked || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || box.contains(asked)) return;
    event.preventDefault();
    if (pressed === asked) pressed = null;
    else if (link === asked && pinned) shut();
    else {
      open(asked);
      pinned = true;
    }
  };

  if ("popover" in box && /^https?:$/.test(location.protocol)) {
    Object.assign(box, { id: "meaning", className: "meaning", popover: "auto" });
    text.setAttribute("role", "status");
    more.className = "meaning-more";
    Object.assign(close, { type: "button", className: "meaning-close", title: words.close, textContent: "×" });
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", shut);
    box.append(close, text, more);
    box.addEventListener("beforetoggle", ({ newState }) => {
      returning = newState === "closed";
      if (returning) closed();
    });
    box.addEventListener("toggle", () => (returning = false));

    document.addEventListener("pointerdown", (event) => (pressed = target(event) === link ? link : null), true);
    document.addEventListener("click", press);
    document.addEventListener("keydown", (event) => {
      pressed = null;
      if (event.key === " " && target(event)) press(event);
    });
    document.addEventListener("focusin", (event) => {
      const asked = target(event);
      if (asked && !returning && asked.matches(":focus-visible")) open(asked);
      else if (link && !pinned && asked !== link && !box.contains(event.target)) shut();
    });
    addEventListener("parallel", offer);
    addEventListener("resize", place);
    offer();
  }
}
