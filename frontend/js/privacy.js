// What was revealed by 查看 is masked again when the page is left, or after five minutes.
// A masked value is [data-value]; inside [data-masked] the doors to it disappear while it is shown.
const shown = new Map();

const doors = (target) => target.closest("[data-masked]")?.querySelectorAll("[data-reveal], details.xt-menu") || [];

function hide(target) {
  const kept = shown.get(target);
  if (kept === undefined) return;
  shown.delete(target);
  target.textContent = kept;
  doors(target).forEach((door) => (door.hidden = false));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!target.matches?.("[data-value]") || xhr.status >= 400 || xhr.status === 204) return;
  if (!shown.has(target)) shown.set(target, target.textContent);
  doors(target).forEach((door) => {
    door.hidden = true;
    door.open = false;
  });
  setTimeout(hide, 300000, target);
});

const hideAll = () => [...shown.keys()].forEach(hide);
document.addEventListener("visibilitychange", () => document.hidden && hideAll());
window.addEventListener("pagehide", hideAll);
