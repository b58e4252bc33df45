// Shows a page side by side with itself in another language, section by section. Both come from one template, so their blocks
// correspond; the other page is fetched from this site. Without script there is the link to it.
{
  const words = document.currentScript.dataset;
  const main = document.getElementById("main");
  const tool = document.querySelector(".parallel-tool");
  const buttons = tool ? [...tool.querySelectorAll("button")] : [];
  const CHOICE = "prospectus.parallel";
  const ALONE = ".page-bar, .parallel-failed, .pager, .facets, .filter, .toc, .jump, .print-only, [data-alone], script";
  const WITHIN = ".with-margin, .margin, .sticky, .prose, .stack, .shows, .split, .slots, .wrap, [data-pairs]";
  const REFERRING = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "aria-owns", "headers", "list"];
  const LEADING = ["href", "src", "action", "poster", "cite"];
  let rows = [];
  let asked = null;
  let announce = () => {};

  // The blocks of a container: its children; in prose, each heading with what follows it.
  const blocks = (container) => {
    const children = [...container.children].filter((child) => !child.matches(ALONE));
    if (!container.matches(".prose")) return children.map((child) => [child]);
    const found = [];
    for (const child of children) {
      if (!found.length || child.matches("h2, h3")) found.push([]);
      found.at(-1).push(child);
    }
    return found;
  };
  const name = ([first]) => first.dataset.ref ?? `${first.localName}.${first.classList[0] ?? ""}`;
  const alike = (mine, theirs) => mine.length === theirs.length && mine.every((block, at) => name(block) === name(theirs[at]));

  // Blocks of the same name stand together; one that the other page has not stands alone.
  const aligned = (mine, theirs) => {
    const found = [];
    let at = 0;
    for (const block of mine) {
      const match = theirs.findIndex((other, place) => place >= at && name(other) === name(block));
      while (at < match) found.push([[], theirs[at++]]);
      found.push([block, match < 0 ? [] : theirs[at++]]);
    }
    return [...found, ...theirs.slice(at).map((block) => [[], block])];
  };

  // A block with the text between its elements, so that it can be put back as it was.
  const run = (block) => {
    const found = block.slice(0, 1);
    while (found.length && found.at(-1) !== block.at(-1)) found.push(found.at(-1).nextSibling);
    return found;
  };
  const side = (container, given = {}) => {
    const made = Object.assign(document.createElement("div"), given);
    made.className = container.matches(".prose") ? "pair-side prose" : "pair-side";
    return made;
  };
  const paired = (container, left, right, lang, states) => {
    const row = Object.assign(document.createElement("div"), { className: "pair" });
    const copy = side(container, { lang });
    Object.assign(copy.dataset, { copy: "" }, states);
    if (left.length) left[0].before(row);
    row.append(side(container), copy);
    row.firstChild.append(...run(left));
    copy.append(...right);
    row.addEventListener("toggle", together, true);
    rows.push(row);
    return row;
  };
  // A fold opens and closes together with its counterpart.
  const together = ({ target, currentTarget }) => {
    const [left, right] = [...currentTarget.children].map((each) => [...each.querySelectorAll("details")]);
    const other = left.length === right.length && (right[left.indexOf(target)] ?? left[right.indexOf(target)]);
    if (other) other.open = target.open;
  };

  const weave = (own, other, lang, states) => {
    const [mine, theirs] = [blocks(own), blocks(other)];
    const whole = own.matches(".prose") && !alike(mine, theirs);
    let last = null;
    for (const [left, right] of whole ? [[mine.flat(), theirs.flat()]] : aligned(mine, theirs)) {
      const inside = [left, right].every((block) => block.length === 1 && block[0].matches(WITHIN));
      if (inside) {
        weave(left[0], right[0], lang, states);
        last = left[0];
      } else {
        const row = paired(own, left, right, lang, states);
        if (!left.length) last ? last.after(row) : own.prepend(row);
        last = row;
      }
    }
  };

  // A copy has no id of this page, leads where it led from its own address, and does nothing by itself.
  const tamed = (copy, lang, address) => {
    for (const each of copy.querySelectorAll(ALONE)) each.remove();
    const mark = (id) => `${lang}--${id}`;
    for (const each of copy.querySelectorAll("*")) {
      if (each.id) each.id = mark(each.id);
      if (each.matches("aside")) each.setAttribute("role", "note"); // one landmark of a name is enough
      for (const { name: key, value } of [...each.attributes]) {
        if (REFERRING.includes(key)) each.setAttribute(key, value.trim().split(/\s+/).map(mark).join(" "));
        else if (LEADING.includes(key)) each.setAttribute(key, value.startsWith("#") ? `#${mark(value.slice(1))}` : new URL(value, address).href);
        else if (value.includes("url(#")) each.setAttribute(key, value.replaceAll("url(#", `url(#${mark("")}`));
      }
      if (each.matches("input, select, textarea, button")) {
        each.disabled = true;
        each.removeAttribute("name");
      }
    }
    return copy;
  };

  // The line that is being read stays where it is.
  const still = (change) => {
    const line = [...main.querySelectorAll("h1, h2, h3, p, li, tr")].find((each) => !each.closest("[data-copy]") && each.getBoundingClientRect().bottom > 0);
    const before = line?.getBoundingClientRect().top;
    change();
    if (line && scrollY > 0) scrollBy(0, line.getBoundingClientRect().top - before);
  };
  const pressed = (button) => {
    for (const each of buttons) each.setAttribute("aria-pressed", each === button);
    main.classList.toggle("is-parallel", Boolean(button));
  };
  const remember = (tag) => {
    try {
      tag ? sessionStorage.setItem(CHOICE, tag) : sessionStorage.removeItem(CHOICE);
    } catch {}
  };
  const remembered = () => {
    try {
      return sessionStorage.getItem(CHOICE);
    } catch {
      return null;
    }
  };
  const say = (key, button) => announce((words[key] ?? "").replace("{language}", button?.dataset.language));

  const leave = () => {
    still(() => {
      for (const row of rows) row.replaceWith(...row.firstChild.childNodes);
      rows = [];
      pressed(null);
    });
    main.querySelector(".parallel-failed")?.remove();
    asked = null;
    remember(null);
  };
  const fail = (button) => {
    leave();
    const box = Object.assign(document.createElement("p"), { className: "notice-bar parallel-failed" });
    const link = Object.assign(document.createElement("a"), { href: button.dataset.parallel, lang: button.dataset.tag, hreflang: button.dataset.tag });
    const told = document.createElement("strong");
    told.textContent = words.failed.replace("{language}", button.dataset.language);
    link.textContent = words.open.replace("{language}", button.dataset.language);
    box.append(told, link);
    tool.closest(".page-bar").after(box);
    say("failed", button);
  };
  const enter = async (button) => {
    const turn = (asked = {});
    button.setAttribute("aria-busy", "true");
    say("loading", button);
    try {
      const answer = await fetch(button.dataset.parallel);
      if (!answer.ok) throw Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asked !== turn) return;
      const { wordUpcoming, wordNow, wordPast } = page.getElementById("main").dataset;
      const { lang } = page.documentElement;
      const other = tamed(page.getElementById("main"), lang, answer.url);
      still(() => {
        weave(main, other, lang, { wordUpcoming, wordNow, wordPast });
        pressed(button);
      });
      main.querySelector(".parallel-failed")?.remove();
      remember(button.dataset.tag);
      say("on", button);
      dispatchEvent(new Event("parallel"));
    } catch {
      if (asked === turn) fail(button);
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  const end = () => {
    leave();
    say("off");
  };

  if (tool && !/^https?:$/.test(location.protocol)) tool.hidden = true;
  else if (tool) {
    const status = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    status.setAttribute("role", "status");
    tool.append(status);
    announce = (text) => (status.textContent = text);
    for (const button of buttons) {
      button.addEventListener("click", () => {
        const on = button.getAttribute("aria-pressed") === "true" || button.hasAttribute("aria-busy");
        if (asked) end();
        if (!on) enter(button);
      });
    }
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !asked || event.target.closest?.("input, select, textarea, .menu[open]")) return;
      if (document.querySelector("a.term[aria-expanded=true]")) return; // it closes the meaning of a term first
      end();
    });
    const kept = remembered() && (buttons.find((button) => button.dataset.tag === remembered()) ?? buttons[0]);
    if (kept) enter(kept).then(() => location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView());
  }
}
