/* Drag over the free times of a day to fill in the form that blocks them. */

const form = document.querySelector("[data-block]");
let day = null;
let first = null;

function lineAt(target) {
  return target instanceof Element ? target.closest(".time--free") : null;
}

function mark(from, to) {
  const lines = [...day.querySelectorAll(".time--free")];
  const [low, high] = [lines.indexOf(from), lines.indexOf(to)].sort((a, b) => a - b);
  lines.forEach((line, number) => {
    line.classList.toggle("time--chosen", number >= low && number <= high);
  });
}

function fill() {
  const chosen = [...day.querySelectorAll(".time--chosen")];
  form.elements.first_day.value = day.dataset.day;
  form.elements.starts.value = chosen[0].dataset.from;
  form.elements.ends.value = chosen[chosen.length - 1].dataset.to;
  form.querySelector("button").focus();
}

document.querySelector("[data-week]").addEventListener("pointerdown", (event) => {
  first = lineAt(event.target);
  if (!first || event.pointerType !== "mouse") {
    first = null;
    return;
  }
  event.preventDefault();
  document.querySelectorAll(".time--chosen").forEach((line) => line.classList.remove("time--chosen"));
  day = first.closest("[data-day]");
  mark(first, first);
});

document.addEventListener("pointerover", (event) => {
  const line = first && lineAt(event.target);
  if (line && day.contains(line)) {
    mark(first, line);
  }
});

document.addEventListener("pointerup", () => {
  if (first) {
    fill();
    first = null;
  }
});
