import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { version } from '../packages/kit/src/version.ts';
import { buildConsole, consoleDirectory, sizeTable } from './build/console.ts';
import { ownPackagesArePure } from './build/own-packages-are-pure.ts';
import { dist, exists, kib, ownInputs, recipeNow, root, type Stamp, stampOf, unchanged } from './build/stamp.ts';

/**
 * Makes `dist/`: one file for each program, so that a start reads one file instead of hundreds, and the console for
 * browsers. Nothing else knows how bundles are made. What was built from the same content before is left as it is;
 * `--force` builds all the same, `--sizes` lists the files of the console.
 */
const stampFile = join(dist, 'build-stamp.json');

const programs: Readonly<Record<string, string>> = {
  skerry: 'apps/cli/src/main.ts',
  'front-end': 'apps/front-end/src/main.ts',
  agent: 'apps/agent/src/main.ts',
  'image-maker': 'packages/image-import/src/thread/make-thread.ts',
};

/** Native code and wasm lie beside their packages and are found there; a bundle would lose them. */
const external = ['@node-rs/argon2', 'highs', 'pino', 'etcd3', '@grpc/grpc-js', 'bufferutil', 'utf-8-validate'];

/** Packages that are CommonJS inside call `require` of Node's own modules. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

export interface BuildOptions {
  /** Build although nothing has changed. */
  readonly force?: boolean;
  /** Say the size of each file of the console. */
  readonly sizes?: boolean;
  readonly say?: (line: string) => void;
}

async function bundle(name: string, entry: string): Promise<esbuild.Metafile> {
  for (const part of await readdir(dist)) if (part.startsWith(`${name}-part-`)) await rm(join(dist, part));
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    // Every host holds the agent in memory: the console of a site, which few processes serve, lies beside it.
    splitting: name === 'agent',
    chunkNames: `${name}-part-[hash]`,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Names stay as they are written: stack traces can be read, and no closure has to be given its name each time.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    // The sources lie beside dist; a copy of them in each map would triple its size.
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    external,
    banner: { js: banner },
    plugins: [ownPackagesArePure],
    logLevel: 'warning',
  });
  return metafile;
}

/** Finds the project's own Node, wherever the link to this file lies; another Node 24 on the path will do. */
const launcher = `#!/bin/sh
self=$(readlink -f "$0")
dist=\${self%/*}
own="\${dist%/*}/node_modules/.bin/node"
# Compiled code is kept between runs: half of the start-up time.
[ -n "$HOME" ] && export NODE_COMPILE_CACHE="\${NODE_COMPILE_CACHE:-\${XDG_CACHE_HOME:-$HOME/.cache}/skerry/compiled}"
[ -x "$own" ] && exec "$own" "$dist/skerry.mjs" "$@"
case $(node --version 2>/dev/null) in
  v2[4-9].*|v[3-9][0-9].*) exec node "$dist/skerry.mjs" "$@" ;;
esac
echo "skerry: no Node 24 was found. Run 'npm ci' in \${dist%/*}." >&2
exit 1
`;

/** Builds what has changed; `say` gets a line for each program. */
export async function build({ force = false, sizes = false, say = () => {} }: BuildOptions = {}): Promise<void> {
  const { version: wanted } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  if (version !== wanted) throw new Error(`packages/kit/src/version.ts says ${version}, package.json says ${wanted}.`);
  if (force) await rm(stampFile, { force: true });
  await mkdir(dist, { recursive: true });
  const before = JSON.parse(await readFile(stampFile, 'utf8').catch(() => '{}')) as Record<string, Stamp>;
  const recipe = await recipeNow();
  const after: Record<string, Stamp> = {};
  for (const [name, entry] of Object.entries(programs)) {
    const started = performance.now();
    const file = join(dist, `${name}.mjs`);
    const stamp = before[name];
    const fresh = await unchanged(file, stamp, recipe);
    if (fresh && stamp) after[name] = stamp;
    else if (await exists(join(root, entry))) after[name] = await stampOf(recipe, ownInputs(await bundle(name, entry)));
    else {
      say(`${name.padEnd(10)} left out: there is no ${entry}`);
      continue;
    }
    const content = await readFile(file);
    const size = `${kib(content.length)} (${kib(gzipSync(content).length)} compressed)`;
    say(`${name.padEnd(10)} ${relative(root, file)}  ${size}  ${took(fresh, started)}`);
  }
  const started = performance.now();
  const known = before['console'];
  const fresh = !sizes && (await unchanged(join(consoleDirectory, 'index.html'), known, recipe));
  if (fresh && known) {
    after['console'] = known;
    say(`console    ${relative(root, consoleDirectory)}/  ${took(true, started)}`);
  } else {
    const built = await buildConsole();
    after['console'] = await stampOf(recipe, built.inputs);
    const [first = '', ...rest] = sizeTable(built.sizes);
    say(`console    ${relative(root, consoleDirectory)}/  ${first}  ${took(false, started)}`);
    if (sizes) for (const line of rest) say(`           ${line}`);
  }
  await writeFile(join(dist, 'skerry'), launcher);
  await chmod(join(dist, 'skerry'), 0o755);
  await writeFile(stampFile, JSON.stringify(after));
}

const took = (fresh: boolean, started: number): string =>
  `${fresh ? 'unchanged' : 'built'} in ${Math.round(performance.now() - started)} ms`;

if (import.meta.main) {
  const flags = new Set(process.argv.slice(2));
  await build({ force: flags.has('--force'), sizes: flags.has('--sizes'), say: (line) => console.log(line) });
}
