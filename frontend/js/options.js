// A long list of options in a filter: what is typed above leaves only the options that contain it.
const lists = "[data-options]";

document.addEventListener("input", (event) => {
  const field = event.target.closest("input[data-narrow]");
  if (!field) return;
  const wanted = field.value.trim().toLowerCase();
  field.closest(lists).querySelectorAll("label").forEach((label) => {
    const isChosen = label.querySelector("input")?.checked;
    label.hidden = Boolean(wanted) && !isChosen && !label.textContent.toLowerCase().includes(wanted);
  });
});

// The field is not a condition itself: neither its changes nor Enter in it may reload the list.
document.addEventListener("change", (event) => event.target.matches("input[data-narrow]") && event.stopPropagation(), true);
document.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input[data-narrow]") && event.preventDefault(), true);
