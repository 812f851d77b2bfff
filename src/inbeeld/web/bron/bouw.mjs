// Bundles inbeeld.css and inbeeld.js into the folder given as argument. Run by scripts/bouw-web.
import { copyFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const bron = dirname(fileURLToPath(import.meta.url));
const uit = process.argv[2];

// Our short class names stand for components of NL Design System: their style sheets get our names beside their own.
const NAMEN = {
  "nl-button": [".knop"],
  "nl-button--primary": [".knop--hoofd"],
  "nl-button--subtle": [".knop--stil"],
  "nl-button--disabled": [".knop:disabled", ".knop[aria-disabled=true]"],
  "nl-data-badge": [".label", ".bron"],
  "nl-code": [".nummer"],
  "nl-link": ["a:not([class])"],
};
const onzeNamen = {
  name: "onze-namen",
  setup(b) {
    b.onLoad({ filter: /@nl-design-system-candidate[\\/].*\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const contents = css.replace(/\.(nl-[a-z]+(?:[-_a-z])*)/g, (heel, naam) => (NAMEN[naam] ? `:is(${heel},${NAMEN[naam]})` : heel));
      return { contents, loader: "css", resolveDir: dirname(path) };
    });
  },
};

await build({
  absWorkingDir: bron,
  entryPoints: ["inbeeld.css", "inbeeld.js"],
  outdir: uit,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome120", "edge120", "firefox121", "safari17"],
  charset: "utf8",
  legalComments: "eof",
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  plugins: [onzeNamen],
  logLevel: "warning",
}).catch(() => process.exit(1));
for (const [van, naar] of [["logo.svg", "logo.svg"], ["lettertypen/OFL.txt", "source-sans-3-OFL.txt"]]) await copyFile(join(bron, van), join(uit, naar));
