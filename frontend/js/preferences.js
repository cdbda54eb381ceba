// Theme and large type are kept in cookies, so the server writes the page right the next time, and in the account.
import { csrf } from "./words.js";

const root = document.documentElement;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax${secure}`;
}

function save(name, value) {
  const url = document.querySelector("[data-preferences]")?.dataset.save;
  if (!url) return;
  const body = new URLSearchParams({ [name]: value });
  fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => {});
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-set-theme]");
  const large = event.target.closest("[data-set-large]");
  if (theme) {
    const chosen = theme.dataset.setTheme;
    if (chosen) root.dataset.theme = chosen;
    else delete root.dataset.theme;
    keep("theme", chosen);
    save("theme", chosen);
    document.querySelectorAll("[data-set-theme]").forEach((other) => other.setAttribute("aria-pressed", String(other.dataset.setTheme === chosen)));
    document.dispatchEvent(new CustomEvent("xt:theme"));
  } else if (large) {
    const isLarge = root.classList.toggle("xt-large");
    keep("large", isLarge ? "1" : "");
    save("large_text", isLarge ? "1" : "");
    document.querySelectorAll("[data-set-large]").forEach((other) => other.setAttribute("aria-pressed", String(isLarge)));
    document.dispatchEvent(new CustomEvent("xt:theme"));
  }
});
