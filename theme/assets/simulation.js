// Figures with sliders. The build has worked out and drawn them where the sliders stand at first; here the same sums, in postfix notation, are
// worked out for other values. The values stand in the address, so that a figure can be shared as it is.
{
  const { lang } = document.documentElement;
  const written = (value, decimals) => {
    const scaled = Math.round(Math.abs(value) * 10 ** decimals * (1 + 1e-12)) / 10 ** decimals; // halves away from zero
    return (value < 0 && scaled ? "−" : "") + scaled.toLocaleString(lang, { maximumFractionDigits: decimals });
  };
  const operators = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "**": (a, b) => a ** b };
  const evaluated = (postfix, values) => {
    const stack = [];
    for (const item of postfix) {
      if (item === "~") stack.push(-stack.pop());
      else if (item in operators) {
        const b = stack.pop();
        stack.push(operators[item](stack.pop(), b));
      } else stack.push(values[item] ?? Number(item));
    }
    return stack.pop();
  };

  const run = (figure) => {
    const all = (selector) => [...figure.querySelectorAll(selector)];
    const sliders = all("[data-parameter]");
    const results = all("[data-result]").map((mark) => ({ mark, name: mark.dataset.result, postfix: mark.dataset.sum.split(" ") }));
    const [first, last, top, height, samples] = ["first", "last", "top", "height", "samples"].map((name) => Number(figure.dataset[name]));
    const axis = sliders.find((slider) => slider.dataset.parameter === figure.dataset.x);
    const names = figure.dataset.curves.split(" ");
    const [button, status] = [figure.querySelector("button"), figure.querySelector("[role=status]")];

    // All parameters and results; `x` takes the place of the slider of the horizontal axis.
    const worked = (x) => {
      const values = Object.fromEntries(sliders.map((slider) => [slider.dataset.parameter, Number(slider.value)]));
      if (x !== undefined) values[figure.dataset.x] = x;
      for (const { name, postfix } of results) values[name] = evaluated(postfix, values);
      return values;
    };
    const depth = (value) => (1 - (value - first) / (last - first)) * height;
    const across = (value) => ((value - axis.min) / (axis.max - axis.min)) * 100;

    const drawCurves = () => {
      const steps = Array.from({ length: samples + 1 }, (_, at) => Number(axis.min) + ((axis.max - axis.min) * at) / samples);
      const rows = steps.map((x) => [across(x), worked(x)]);
      all("svg svg .curve").forEach((path, at) => {
        const points = rows.map(([x, values]) => `${x.toFixed(2)} ${depth(values[names[at]]).toFixed(2)}`);
        path.setAttribute("d", `M${points.join("L")}`);
      });
    };
    const show = () => {
      const values = worked();
      drawCurves();
      const x = `${across(Number(axis.value)).toFixed(2)}%`;
      for (const end of ["x1", "x2"]) figure.querySelector("[data-line]").setAttribute(end, x);
      all(".point").forEach((point, at) => {
        point.setAttribute("cx", x);
        point.setAttribute("cy", top + Math.min(Math.max(depth(values[names[at]]), 0), height));
      });
      for (const slider of sliders) {
        const text = written(Number(slider.value), 6);
        figure.querySelector(`[data-value="${slider.dataset.parameter}"]`).textContent = text;
        slider.setAttribute("aria-valuetext", `${text} ${slider.dataset.unit ?? ""}`.trim());
      }
      for (const { mark, name } of results) mark.textContent = written(values[name], Number(mark.dataset.decimals));
      button.hidden = sliders.every((slider) => slider.value === slider.defaultValue);
    };
    const announce = () => {
      status.textContent = all(".outcomes > div").map((line) => line.textContent.replace(/\s+/g, " ").trim()).join("; ");
    };

    // The address holds the values that differ from the first ones.
    const read = () => {
      const asked = new URLSearchParams(location.search);
      for (const slider of sliders) {
        const value = asked.get(slider.dataset.parameter);
        slider.value = value !== null && Number.isFinite(Number(value)) && value.trim() ? value : slider.defaultValue;
      }
      show();
    };
    const write = () => {
      const query = new URLSearchParams(location.search);
      for (const slider of sliders) {
        if (slider.value === slider.defaultValue) query.delete(slider.dataset.parameter);
        else query.set(slider.dataset.parameter, slider.value);
      }
      try {
        history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
      } catch {}
      for (const link of document.querySelectorAll(".lang-switch")) link.search = location.search;
      announce();
    };

    figure.addEventListener("input", show);
    figure.addEventListener("change", write);
    addEventListener("popstate", read);
    button.addEventListener("click", () => {
      for (const slider of sliders) slider.value = slider.defaultValue;
      show();
      write();
      axis.focus(); // the button is gone
    });
    read();
    for (const link of document.querySelectorAll(".lang-switch")) link.search ||= location.search;
  };

  for (const figure of document.querySelectorAll("[data-simulation]")) run(figure);
}
