// Charts near the screen are drawn at once, the others when the page has nothing else to do: whoever prints the page or
// scrolls fast never meets an empty frame. On a phone the library is fetched only for a chart that comes near.
const draw = (figure) => import(figure.dataset.chart).then((island) => island.draw(figure));
const watcher = "IntersectionObserver" in window
  ? new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (!entry.isIntersecting) return;
      watcher.unobserve(entry.target);
      waiting.delete(entry.target);
      draw(entry.target);
    }), { rootMargin: "300px" })
  : null;

const waiting = new Set();
const whenIdle = window.requestIdleCallback || ((run) => setTimeout(run, 300));
function drawWaiting() {
  waiting.forEach((figure) => {
    if (watcher) watcher.unobserve(figure);
    draw(figure);
  });
  waiting.clear();
}

function find(root) {
  root.querySelectorAll("[data-chart]:not([data-found])").forEach((figure) => {
    figure.dataset.found = "";
    waiting.add(figure);
    if (watcher) watcher.observe(figure);
  });
  if (!waiting.size) return;
  if (!watcher) drawWaiting();
  else if (matchMedia("(min-width: 768px)").matches) whenIdle(drawWaiting);
}
window.addEventListener("beforeprint", drawWaiting);
document.addEventListener("htmx:load", (event) => find(event.target.parentElement || document));
find(document);
