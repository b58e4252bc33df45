// Narrows a list down by the facets of its records. The choice stands in the address, so that it can be shared and gone back on.
{
  const bar = document.querySelector("form.facets");
  const boxes = bar ? [...bar.querySelectorAll("input")] : [];
  const fold = bar?.querySelector("details");
  const none = document.getElementById("facet-none");
  const own = (items) => items.filter((item) => !item.closest("[data-copy]"));

  const chosen = () => {
    const found = new Map();
    for (const { name, value } of boxes.filter((box) => box.checked)) found.set(name, [...(found.get(name) ?? []), `${name}:${value}`]);
    return found;
  };
  const fits = (held, wanted, but) => [...wanted].every(([name, marks]) => name === but || marks.some((mark) => held.has(mark)));

  const show = () => {
    const wanted = chosen();
    const items = [...document.querySelectorAll("[data-facets]")];
    const held = new Map(items.map((item) => [item, new Set(item.dataset.facets.split(" "))]));
    for (const item of items) item.hidden = !fits(held.get(item), wanted);
    for (const group of document.querySelectorAll("[data-facet-group]")) group.hidden = !group.querySelector("[data-facets]:not([hidden])");
    const all = own(items);
    for (const box of boxes) {
      const n = all.filter((item) => held.get(item).has(`${box.name}:${box.value}`) && fits(held.get(item), wanted, box.name)).length;
      const label = box.closest("label");
      label.querySelector(".n").textContent = n;
      label.classList.toggle("is-empty", n === 0);
    }
    tell(boxes.filter((box) => box.checked).length, all.filter((item) => !item.hidden).length, all.length);
  };

  const tell = (choices, left, all) => {
    const count = bar.querySelector("[role=status]");
    const badge = bar.querySelector(".facet-chosen");
    count.textContent = choices ? count.dataset.words.replace("{n}", left).replace("{all}", all) : "";
    badge.textContent = choices ? badge.dataset.words.replace("{n}", choices) : "";
    bar.querySelector("[data-facet-clear]").hidden = !choices;
    none.hidden = left > 0;
  };

  // The address and the boxes say the same; links to the same list in another language or to its next page take the choice along.
  const query = () => {
    const names = new Set(boxes.map((box) => box.name));
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => !names.has(name));
    return new URLSearchParams([...kept, ...boxes.filter((box) => box.checked).map((box) => [box.name, box.value])]).toString();
  };
  const carry = () => {
    for (const link of document.querySelectorAll(".lang-switch, .pager a")) link.search = location.search;
  };
  const write = () => {
    const search = query();
    try {
      history.pushState(null, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
    } catch {}
    carry();
    show();
  };
  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const box of boxes) box.checked = asked.getAll(box.name).includes(box.value);
    carry();
    show();
  };
  const clear = () => {
    for (const box of boxes) box.checked = false;
    write();
    fold.open = true;
    fold.querySelector("summary").focus();
  };

  if (bar) {
    bar.addEventListener("change", write);
    bar.addEventListener("submit", (event) => event.preventDefault());
    for (const button of document.querySelectorAll("[data-facet-clear]")) button.addEventListener("click", clear);
    addEventListener("popstate", read);
    addEventListener("parallel", show);
    read();
    fold.open = matchMedia("(min-width: 900px)").matches || chosen().size > 0;
  }
}
