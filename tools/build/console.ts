/**
 * Makes `dist/console/`: the page, its modules in pieces that are loaded when they are needed, styles and fonts under
 * names that hold a hash of their content, and a .br and .gz beside each file that gets smaller by it. The front-end
 * serves the directory as it lies there.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as esbuild from 'esbuild';
import { oneLanguageOfZod } from './one-language-of-zod.ts';
import { pagesInGroups } from './pages-in-groups.ts';
import { straightToComponents } from './straight-to-components.ts';
import { routesByValue } from './routes-by-value.ts';
import { ownPackagesArePure } from './own-packages-are-pure.ts';
import { classesIn, usedStyles } from './used-styles.ts';
import { dist, kib, ownInputs, root } from './stamp.ts';

const source = 'apps/console';
export const consoleDirectory = join(dist, 'console');
const compressible = /\.(js|css|html|svg|json|webmanifest|txt|ttf|wasm)$/;

const options = {
  absWorkingDir: root,
  entryPoints: { main: `${source}/src/main.tsx` },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox128', 'safari17.4'],
  jsx: 'automatic',
  entryNames: 'assets/[name]-[hash]',
  chunkNames: 'assets/[name]-[hash]',
  assetNames: 'assets/[name]-[hash]',
  publicPath: '/',
  loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'file', '.png': 'file', '.webp': 'file' },
  legalComments: 'none',
  metafile: true,
  plugins: [ownPackagesArePure, oneLanguageOfZod, routesByValue, straightToComponents, pagesInGroups],
  logLevel: 'warning',
} as const satisfies esbuild.BuildOptions;

const forUsers = {
  ...options,
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies esbuild.BuildOptions;
/** What asks while the rest is on the way: one file, which waits for no other. */
const early = {
  ...forUsers,
  entryPoints: { early: `${source}/src/api/early.ts` },
  splitting: false,
} as const satisfies esbuild.BuildOptions;
const forDevelopers = {
  ...options,
  sourcemap: 'inline',
  define: { 'process.env.NODE_ENV': '"development"' },
} as const satisfies esbuild.BuildOptions;

export interface ConsoleBuild {
  /** Files of the repository that it was made from. */
  readonly inputs: readonly string[];
  readonly sizes: readonly FileSize[];
}

export interface FileSize {
  readonly file: string;
  readonly bytes: number;
  readonly brotliBytes: number;
  /** Loaded before the first page is there. */
  readonly first: boolean;
}

export async function buildConsole(): Promise<ConsoleBuild> {
  const fresh = `${consoleDirectory}.new`;
  await rm(fresh, { recursive: true, force: true });
  const { metafile } = await withEarly(await esbuild.build({ ...forUsers, outdir: fresh }), fresh);
  await dropUnusedStyles(metafile);
  const copied = await writePage(fresh, metafile, fresh);
  const compressed = await compressAll(fresh);
  const first = new Set(firstFiles(metafile, fresh).all);
  const sizes = compressed.map((size) => ({ ...size, first: first.has(size.file) }));
  // What lies there now may be read at this moment: the whole takes its place at once.
  const old = `${consoleDirectory}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(consoleDirectory, old).catch(ignoreMissing);
  await rename(fresh, consoleDirectory);
  await rm(old, { recursive: true, force: true });
  await writeFile(join(dist, 'console-meta.json'), JSON.stringify(metafile));
  return { inputs: [...ownInputs(metafile), ...copied], sizes };
}

/** As it is sent, without writing anything: what is in which file, and the files. */
export async function bundleConsole(): Promise<{
  readonly metafile: esbuild.Metafile;
  readonly files: ReadonlyMap<string, Uint8Array>;
}> {
  const { metafile, outputFiles } = await esbuild.build({ ...forUsers, outdir: consoleDirectory, write: false });
  const files = new Map(outputFiles.map(({ path, contents }) => [path.slice(root.length + 1), contents]));
  return { metafile, files };
}

/** Scripts that these sources need before they run: their own, and what those import at once, and so on. */
export function closureOf(outputs: esbuild.Metafile['outputs'], sources: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement') visit(next);
  };
  for (const source of sources) {
    const path = Object.keys(outputs).find((one) => outputs[one]?.entryPoint === source);
    if (path === undefined) throw new Error(`esbuild made nothing of ${source}.`);
    visit(path);
  }
  return [...found];
}

/** The same with the early script beside it. */
async function withEarly({ metafile }: { readonly metafile: esbuild.Metafile }, outdir: string) {
  const { metafile: more } = await esbuild.build({ ...early, outdir });
  return {
    metafile: { inputs: { ...metafile.inputs, ...more.inputs }, outputs: { ...metafile.outputs, ...more.outputs } },
  };
}

/** Styles of components that no script of the console shows. The file gets a name by what it then holds. */
async function dropUnusedStyles({ outputs }: esbuild.Metafile): Promise<void> {
  const scripts = Object.keys(outputs).filter((path) => path.endsWith('.js'));
  const code = await Promise.all(scripts.map((path) => readFile(join(root, path), 'utf8')));
  const used = classesIn(code.join('\n'));
  for (const owner of Object.values(outputs)) {
    const { cssBundle } = owner;
    const described = cssBundle === undefined ? undefined : outputs[cssBundle];
    if (cssBundle === undefined || described === undefined) continue;
    const css = usedStyles(await readFile(join(root, cssBundle), 'utf8'), used);
    const hash = createHash('sha256').update(css).digest('hex').slice(0, 8).toUpperCase();
    const path = cssBundle.replace(/-[A-Z0-9]{8}\.css$/, `-${hash}.css`);
    await rm(join(root, cssBundle));
    await writeFile(join(root, path), css);
    delete outputs[cssBundle];
    outputs[path] = { ...described, bytes: css.length };
    owner.cssBundle = path;
  }
}

/** Builds now and at each change, without compression, until the returned function is called. */
export async function watchConsole(directory: string, built: () => void = () => {}): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const page: esbuild.Plugin = {
    name: 'page',
    setup: (bundler) =>
      bundler.onEnd(async ({ metafile, errors }) => {
        if (metafile === undefined || errors.length > 0) return;
        await writePage(directory, (await withEarly({ metafile }, directory)).metafile, directory);
        built();
      }),
  };
  const plugins = [...forDevelopers.plugins, page];
  const context = await esbuild.context({ ...forDevelopers, plugins, outdir: directory });
  await context.watch();
  return () => context.dispose();
}

/** `index.html` with what the first page loads, and the files of `public/`. Returns the sources it read. */
async function writePage(directory: string, metafile: esbuild.Metafile, outdir: string): Promise<string[]> {
  const template = `${source}/index.html`;
  const { early, script, modules, style } = firstFiles(metafile, outdir);
  const head = [
    `<script type="module" async src="/${early}"></script>`,
    `<link rel="modulepreload" href="/${script}" data-start>`,
    ...modules.map((file) => `<link rel="modulepreload" href="/${file}">`),
    ...(style === undefined ? [] : [`<link rel="stylesheet" href="/${style}">`]),
  ].join('\n    ');
  const page = await readFile(join(root, template), 'utf8');
  if (!page.includes('<!-- assets -->')) throw new Error(`${template} has no line <!-- assets -->.`);
  await writeFile(join(directory, 'index.html'), page.replace('<!-- assets -->', head));
  const names = await readdir(join(root, source, 'public')).catch(() => []);
  for (const name of names) {
    await writeFile(join(directory, name), await readFile(join(root, source, 'public', name)));
  }
  return [template, `${source}/public`, ...names.map((name) => `${source}/public/${name}`)];
}

interface FirstFiles {
  /** What asks the server while the rest is on the way, and then starts the script. */
  readonly early: string;
  readonly script: string;
  /** What the script imports at once, and so on. */
  readonly modules: readonly string[];
  readonly style: string | undefined;
  readonly all: readonly string[];
}

function firstFiles({ outputs }: esbuild.Metafile, outdir: string): FirstFiles {
  const [entry = '', ...modules] = closureOf(outputs, [`${source}/src/main.tsx`]);
  const [early = ''] = closureOf(outputs, [`${source}/src/api/early.ts`]);
  const local = (path: string) => join(root, path).slice(outdir.length + 1);
  const style = outputs[entry]?.cssBundle;
  const all = [early, entry, ...modules, ...(style === undefined ? [] : [style])].map(local);
  return {
    early: local(early),
    script: local(entry),
    modules: modules.map(local),
    style: style === undefined ? undefined : local(style),
    all,
  };
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function compressAll(directory: string): Promise<Omit<FileSize, 'first'>[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = found.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name));
  return Promise.all(
    files.map(async (path) => {
      const file = path.slice(directory.length + 1);
      const content = await readFile(path);
      const whole = { file, bytes: content.length, brotliBytes: content.length };
      if (!compressible.test(path)) return whole;
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      const [br, gz] = await Promise.all([brotli(content, { params }), zip(content, { level: 9 })]);
      if (br.length >= content.length) return whole;
      await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
      return { ...whole, brotliBytes: br.length };
    }),
  );
}

/** One line for the sum of what is loaded first, and one for each file from `least` bytes. */
export function sizeTable(sizes: readonly FileSize[], least = 4096): string[] {
  const sum = (files: readonly FileSize[]) => files.reduce((n, f) => n + f.brotliBytes, 0);
  const scripts = sizes.filter((f) => f.first && f.file.endsWith('.js'));
  const styles = sizes.filter((f) => f.first && f.file.endsWith('.css'));
  const large = sizes.filter((f) => f.brotliBytes >= least).sort((a, b) => b.brotliBytes - a.brotliBytes);
  return [
    `before the first page: ${kib(sum(scripts))} of script, ${kib(sum(styles))} of style, compressed`,
    ...large.map(
      (f) =>
        `${f.first ? 'first' : 'later'}  ${kib(f.brotliBytes).padStart(8)}  ${kib(f.bytes).padStart(8)}  ${f.file}`,
    ),
  ];
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
