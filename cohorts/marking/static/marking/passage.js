/* Words selected in a paper come into the field of the remark. Without this file one copies them. */
(() => {
  const paper = document.querySelector("[data-paper]");
  const field = document.querySelector("#id_passage");
  if (!paper || !field) return;

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    if (words && words.length <= field.maxLength && paper.contains(selection.anchorNode)) {
      field.value = words;
    }
  });
})();
