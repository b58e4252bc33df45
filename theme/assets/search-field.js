// The search fields of every page. Their scripts are loaded when a reader comes to a field or presses `/`; until then a field is a form.
{
  const forms = [...document.querySelectorAll("form[data-search-field]")];
  const { src: source, dataset: settings } = document.currentScript;
  let loading = null;
  const load = () => (loading ??= import(new URL("search-suggestions.js", source)).then(({ enhance }) => forms.forEach((form) => enhance(form, settings)), () => (loading = null)));
  for (const form of forms) form.addEventListener("focusin", load, { once: true });

  // `/` leads to the field that can be seen, the one on the page before the one above it.
  const visible = (input) => input.offsetParent !== null;
  const fields = () => [...document.querySelectorAll("#main input[name=q]"), ...forms.map((form) => form.elements.q)].filter(visible);
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    const [field] = fields();
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // On the page for unknown addresses, the last words of the address are the query.
  const lost = document.querySelector(".page-404 input[name=q]");
  if (lost) {
    let path = location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch {}
    lost.value ||= path.endsWith("/404.html") ? "" : (path.split("/").filter(Boolean).pop() ?? "").replace(/\.\w+$/, "").replace(/[-_+]+/g, " ");
  }
}
