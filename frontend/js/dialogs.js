// Dialogs: data-dialog="id" opens, data-close closes, a press on the shade closes unless something was typed.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return null;
  document.querySelectorAll("details.xt-menu[open]").forEach((menu) => (menu.open = false));
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea, [data-close]");
  if (first) first.focus();
  return dialog;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && document.getElementById(opener.dataset.dialog)) {
    event.preventDefault();
    openDialog(opener.dataset.dialog);
    return;
  }
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  if (event.target.closest("[data-close]")) dialog.close();
  else if (event.target === dialog && !dialog.querySelector("[data-dirty]")) {
    const box = dialog.getBoundingClientRect();
    const isInside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!isInside) dialog.close();
  }
});

// An answer may say that the dialog has done its work: HX-Trigger: xt:close
document.addEventListener("xt:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));

// A fragment swapped in with data-open-now shows itself.
document.addEventListener("htmx:load", (event) => {
  const dialog = event.target.matches?.("dialog[data-open-now]") ? event.target : event.target.querySelector?.("dialog[data-open-now]");
  if (dialog && !dialog.open) dialog.showModal();
});
