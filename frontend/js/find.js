// Ctrl K: the field is ready at once, arrows walk the results, Enter opens.
import { openDialog } from "./dialogs.js";

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k" && document.getElementById("xt-find")) {
    event.preventDefault();
    openDialog("xt-find")?.querySelector("input").select();
    return;
  }
  const dialog = event.target.closest?.("#xt-find");
  if (!dialog || event.isComposing) return;
  const input = dialog.querySelector("input[type=search]");
  const items = [...dialog.querySelectorAll("#xt-find-results a[href]")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") {
    // a search field would only empty itself and keep the dialog open
    event.preventDefault();
    dialog.close();
  } else if (event.key === "ArrowDown" && items.length) {
    items[Math.min(at + 1, items.length - 1)].focus();
    event.preventDefault();
  } else if (event.key === "ArrowUp" && at >= 0) {
    (at === 0 ? input : items[at - 1]).focus();
    event.preventDefault();
  } else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    input.focus();
  }
});
