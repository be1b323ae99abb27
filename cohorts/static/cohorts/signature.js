/* Draw a signature: strokes become the moves and lines of a path, in whole numbers of the pad.
   Without this file, or without a pointer, people type their name. */
(() => {
  const form = document.querySelector("form[data-signature]");
  const canvas = form?.querySelector("canvas");
  const pen = canvas?.getContext("2d");
  if (!pen) return;

  const LONGEST = 11000;
  const field = form.elements.drawing;
  let path = "";
  let last = null;

  form.querySelector(".pad").hidden = false;

  const clear = () => {
    path = field.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  };

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const inside = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [
      inside(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
      inside(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
    ];
  };

  const draw = ([x, y]) => {
    if (!last || path.length > LONGEST || (x === last[0] && y === last[1])) return;
    if (!path || last.starts) path += `M${last[0]} ${last[1]}`;
    path += `L${x} ${y}`;
    pen.beginPath();
    pen.moveTo(last[0], last[1]);
    pen.lineTo(x, y);
    pen.stroke();
    last = [x, y];
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    last = place(event);
    last.starts = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) draw(place(each));
    draw(place(event));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      last = null;
      field.value = path;
    });
  }
  form.querySelector("[data-clear]").addEventListener("click", clear);
  form.elements.typed_name.addEventListener("input", clear);
})();
