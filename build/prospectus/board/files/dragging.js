// Drags events to another day, with a mouse or a pen; a finger scrolls. Pointer events, since not every browser drags buttons.
import { move } from "./moving.js";

const LEAST = 6; // pixels, below which a press is a click
let drag = null;

const ignore = (event) => {
  event.preventDefault();
  event.stopPropagation();
};
const dayAt = ({ clientX, clientY }) => document.elementsFromPoint(clientX, clientY).map((each) => each.closest(".day")).find(Boolean);

const aim = (day) => {
  if (day === drag.day) return;
  drag.day?.classList.remove("is-target");
  drag.day = day;
  day?.classList.add("is-target");
};
const end = () => {
  aim(null);
  drag.event.classList.remove("is-dragged");
  drag.event.style.translate = "";
  document.body.classList.remove("is-dragging");
  drag = null;
};

addEventListener("pointerdown", ({ target, button, pointerType, pageX, pageY }) => {
  const event = target.closest?.(".event-button")?.closest(".is-movable");
  if (event && button === 0 && pointerType !== "touch") drag = { event, pageX, pageY, day: null, moved: false };
});
addEventListener("pointermove", (pointer) => {
  if (!drag) return;
  const [x, y] = [pointer.pageX - drag.pageX, pointer.pageY - drag.pageY];
  drag.moved ||= Math.hypot(x, y) >= LEAST;
  if (!drag.moved) return;
  document.body.classList.add("is-dragging");
  drag.event.classList.add("is-dragged");
  drag.event.style.translate = `${x}px ${y}px`;
  const day = dayAt(pointer);
  aim(day === drag.event.closest(".day") ? null : day);
});
addEventListener("pointerup", () => {
  if (!drag) return;
  const { event, day, moved } = drag;
  end();
  if (!moved) return;
  addEventListener("click", ignore, true); // the click that ends a drag opens nothing
  setTimeout(() => removeEventListener("click", ignore, true));
  if (day) move(event, day.dataset.day);
});
addEventListener("pointercancel", () => drag && end());
addEventListener("keydown", ({ key }) => key === "Escape" && drag && end());
addEventListener("dragstart", (event) => drag && event.preventDefault());
