// The live region of the page, and its words.
const status = document.getElementById("status");

export const words = status.dataset;
export const say = (text) => {
  status.textContent = text;
};
