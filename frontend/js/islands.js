// An element that names its island (`data-island`) gets it: one file, fetched only where it stands.
function find(root) {
  root.querySelectorAll("[data-island]:not([data-started])").forEach((element) => {
    element.dataset.started = "";
    import(element.dataset.island).then((island) => island.start(element));
  });
}
document.addEventListener("htmx:load", (event) => find(event.target.parentElement || document));
find(document);
