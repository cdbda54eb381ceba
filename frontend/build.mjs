// Builds src/xingtan/kernel/ui/static/ui: one stylesheet, one script, and one file per island.
// Takes the fonts of printed papers, two weights each, to src/xingtan/engines/papers/fonts; the other weights (200 MB) go.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/xingtan/kernel/ui/static/ui");
const fonts = join(here, "../src/xingtan/engines/papers/fonts");
const packages = join(here, "../node_modules/@expo-google-fonts");
const weights = [
  ["noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf"],
  ["noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf"],
  ["noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf"],
  ["noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf"],
];
const target = ["chrome88", "firefox90", "safari14.1"];

// dark.css is written once and used twice: chosen by the reader, or by the device when nothing was chosen. Paper is white.
const darkTwice = {
  name: "dark-twice",
  setup(build) {
    build.onLoad({ filter: /dark\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const chosen = `@media screen { ${css.replace(":dark", '[data-theme="dark"]')} }`;
      const device = `@media screen and (prefers-color-scheme: dark) { ${css.replace(":dark", ":root:not([data-theme])")} }`;
      return { contents: `${chosen}\n${device}`, loader: "css" };
    });
  },
};

// The chart library writes style attributes, which our content policy forbids; the same words by CSSOM are allowed.
const styleByObject = {
  name: "style-by-object",
  setup(build) {
    build.onLoad({ filter: /zrender[\\/]lib[\\/]svg[\\/]patch\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const before = "elm.setAttribute(key, cur);";
      if (!source.includes(before)) throw new Error("zrender has changed how it sets attributes");
      return { contents: source.replaceAll(before, "key === 'style' ? (elm.style.cssText = cur) : elm.setAttribute(key, cur);"), loader: "js" };
    });
  },
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await mkdir(fonts, { recursive: true });
const common = { bundle: true, minify: true, target, outdir: out, logLevel: "warning", legalComments: "none" };
await Promise.all([
  build({ ...common, entryPoints: [join(here, "css/app.css")], plugins: [darkTwice] }),
  build({ ...common, entryPoints: [join(here, "js/app.js"), join(here, "js/sw.js")], format: "iife" }),
  build({ ...common, entryPoints: [join(here, "js/chart.js")], format: "esm", plugins: [styleByObject] }),
  build({ ...common, entryPoints: [join(here, "js/board.js")], format: "esm" }),
  cp(join(here, "icons"), out, { recursive: true }),
]);

// A second build finds only the licence in the package: the weights were taken before.
for (const [name, file] of weights) {
  const from = join(packages, name, file);
  if (existsSync(from)) await cp(from, join(fonts, file.split("/")[1]));
  await cp(join(packages, name, "LICENSE_FONT"), join(fonts, `${name}.txt`));
}
for (const name of new Set(weights.map(([name]) => name))) {
  const inside = await readdir(join(packages, name), { withFileTypes: true });
  for (const weight of inside.filter((entry) => entry.isDirectory())) await rm(join(packages, name, weight.name), { recursive: true });
}
