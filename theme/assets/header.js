// The header. On a phone it goes away on the way down and comes back on the way up; the menu closes on Escape or a press outside;
// the language switch leads to the same heading.
{
  const header = document.querySelector(".site-header");
  const menu = header?.querySelector("details.menu");

  // It stays while it is being used.
  let last = Math.max(0, scrollY);
  const isUsed = () => menu?.open || header.matches(":focus-within");
  const follow = () => {
    const now = Math.max(0, scrollY);
    if (Math.abs(now - last) < 8) return;
    header.toggleAttribute("data-away", now > last && now > 100 && !isUsed());
    last = now;
  };
  if (header) {
    addEventListener("scroll", follow, { passive: true });
    header.addEventListener("focusin", () => header.removeAttribute("data-away"));
  }

  if (menu) {
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    addEventListener("click", ({ target }) => menu.contains(target) || (menu.open = false));
  }

  // The last place with an id above the first third of the window: both languages have the same ids there.
  const findPlace = () => {
    if (scrollY < 60) return "";
    const places = [...document.querySelectorAll("#main :is(h2, h3, h4, section, tr, li)[id]")];
    const passed = (place) => !place.closest("[data-copy]") && place.getClientRects().length && place.getBoundingClientRect().top < innerHeight / 3;
    return places.findLast(passed)?.id ?? "";
  };
  for (const link of header?.querySelectorAll(".lang-switch") ?? []) {
    link.addEventListener("pointerdown", () => (link.hash = findPlace()));
    // The way to the link by keyboard moves the page, so that the address says better where the reader was; a press of a key has no clicks.
    link.addEventListener("click", ({ detail }) => (link.hash = (!detail && location.hash) || findPlace()));
  }
}
