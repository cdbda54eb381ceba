// Sentences the script may have to say, in the language of the page.
const holder = document.getElementById("xt-words");

export function word(name) {
  return holder ? holder.dataset[name] || "" : "";
}

export function csrf() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta ? meta.content : "";
}
