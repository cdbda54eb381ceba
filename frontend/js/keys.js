// Single-key shortcuts can be switched off (some people dictate or press keys by accident).
import { openDialog } from "./dialogs.js";

const NAME = "xt-no-keys";
const stored = () => {
  try {
    return localStorage.getItem(NAME) === "1";
  } catch {
    return false;
  }
};

export const areKeysOn = () => !stored();
export const isTyping = (target) => Boolean(target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || isTyping(event.target) || !areKeysOn()) return;
  event.preventDefault();
  openDialog("xt-keys");
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys]")) return;
  try {
    if (event.target.checked) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, "1");
  } catch {
    event.target.checked = true;
  }
});
document.querySelectorAll("[data-keys]").forEach((box) => (box.checked = areKeysOn()));
