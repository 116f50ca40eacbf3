// Builds the bundles that the pages load: node build.mjs [OUTDIR]. See src/ for what each of them is.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '..', 'pages', 'static', 'dist'));

// GOV.UK's typeface and crest belong to GOV.UK alone: they are taken out before anything is bundled.
const OWN_BY_GOVUK = [
  [/\/\*![^*]*Margaret Calvert[^*]*\*\//g, ''],
  [/@font-face\{[^}]*\}/g, ''],
  [/GDS Transport,arial,sans-serif/g, 'var(--stegvis-font)'],
  [/@media screen\\0 and/g, '@media not all and'], // a trick for Internet Explorer that no parser takes
  [/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none'],
];

const withoutGovukIdentity = {
  name: 'without-govuk-identity',
  setup({ onLoad }) {
    onLoad({ filter: /govuk-frontend\.min\.css$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [what, instead] of OWN_BY_GOVUK) {
        const before = contents;
        contents = contents.replaceAll(what, instead);
        if (contents === before) throw new Error(`GOV.UK Frontend has changed: ${what} is not in its style sheet`);
      }
      if (/GDS|crest|@font-face/.test(contents)) throw new Error("GOV.UK Frontend's style sheet still names its font");
      return { contents, loader: 'css' };
    });
  },
};

/** The packages whose files went into the bundles, as folders below node_modules. */
function packagesOf(inputs) {
  const folders = new Set();
  for (const input of Object.keys(inputs)) {
    const parts = input.split('/');
    const at = parts.lastIndexOf('node_modules');
    if (at < 0) continue;
    folders.add(parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join(sep));
  }
  return [...folders].sort();
}

/** Their licences ask that their notices go where the code goes. */
async function notices(folders) {
  const texts = [];
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(here, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(here, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(here, folder, file), 'utf8') : `Licence: ${license}`;
    texts.push(`${name} ${version}\n${'-'.repeat(72)}\n${text.trim()}\n`);
  }
  return texts.join('\n\n');
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/stegvis.js', 'src/diagram.js', 'src/stegvis.css', 'src/diagram.css'],
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome110', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  logLevel: 'warning',
  plugins: [withoutGovukIdentity],
});

await writeFile(join(out, 'licenser.txt'), await notices(packagesOf(result.metafile.inputs)));
for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
  console.log(`${relative(out, join(here, file))} ${Math.ceil(bytes / 1024)} kB`);
}
