import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { version } from '../packages/kit/src/version.ts';

/**
 * Makes `dist/`: one file for each program, so that a start reads one file instead of hundreds. Nothing else knows how
 * bundles are made. What was built from the same content before is left as it is; `--force` builds all the same.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stampFile = join(dist, 'build-stamp.json');

const programs: Readonly<Record<string, string>> = {
  skerry: 'apps/cli/src/main.ts',
  'front-end': 'apps/front-end/src/main.ts',
  agent: 'apps/agent/src/main.ts',
};

/** Native code and wasm lie beside their packages and are found there; a bundle would lose them. */
const external = ['@node-rs/argon2', 'highs', 'pino', 'etcd3', '@grpc/grpc-js', 'bufferutil', 'utf-8-validate'];

/** Packages that are CommonJS inside call `require` of Node's own modules. */
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Our packages do nothing when they are loaded, so what is not used of them is left out. */
const ownPackagesArePure: esbuild.Plugin = {
  name: 'own-packages-are-pure',
  setup(bundler) {
    bundler.onResolve({ filter: /^@skerry\// }, async ({ path, pluginData, ...from }) => {
      if (pluginData === ownPackagesArePure) return undefined;
      const found = await bundler.resolve(path, { ...from, pluginData: ownPackagesArePure });
      return { ...found, sideEffects: false };
    });
  },
};

export interface BuildOptions {
  /** Build although nothing has changed. */
  readonly force?: boolean;
  readonly say?: (line: string) => void;
}

interface Stamp {
  /** Of everything that is not an input: options, versions. */
  readonly recipe: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
const contentHash = async (path: string): Promise<string> => hash(await readFile(join(root, path)).catch(() => 'gone'));
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const recipe = async (): Promise<string> =>
  (await Promise.all(['package-lock.json', 'tools/build.ts'].map(contentHash))).join();

async function unchanged(name: string, stamp: Stamp | undefined, now: string): Promise<boolean> {
  if (stamp?.recipe !== now || !(await exists(join(dist, `${name}.mjs`)))) return false;
  const same = await Promise.all(
    Object.entries(stamp.inputs).map(async ([path, h]) => (await contentHash(path)) === h),
  );
  return same.every(Boolean);
}

/** Only our own files: those of other packages change with the lock file, which is in the recipe. */
async function inputsOf({ inputs }: esbuild.Metafile): Promise<Record<string, string>> {
  const own = Object.keys(inputs).filter(
    (path) => !path.includes('node_modules/') && !path.includes(':') && path !== '<stdin>',
  );
  return Object.fromEntries(await Promise.all(own.map(async (path) => [path, await contentHash(path)] as const)));
}

async function bundle(name: string, entry: string): Promise<esbuild.Metafile> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, `${name}.mjs`),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    keepNames: true,
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
export async function build({ force = false, say = () => {} }: BuildOptions = {}): Promise<void> {
  const { version: wanted } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  if (version !== wanted) throw new Error(`packages/kit/src/version.ts says ${version}, package.json says ${wanted}.`);
  if (force) await rm(stampFile, { force: true });
  await mkdir(dist, { recursive: true });
  const before = JSON.parse(await readFile(stampFile, 'utf8').catch(() => '{}')) as Record<string, Stamp>;
  const now = await recipe();
  const after: Record<string, Stamp> = {};
  for (const [name, entry] of Object.entries(programs)) {
    const started = performance.now();
    const file = join(dist, `${name}.mjs`);
    const stamp = before[name];
    const fresh = await unchanged(name, stamp, now);
    if (fresh && stamp) after[name] = stamp;
    else if (await exists(join(root, entry)))
      after[name] = { recipe: now, inputs: await inputsOf(await bundle(name, entry)) };
    else {
      say(`${name.padEnd(10)} left out: there is no ${entry}`);
      continue;
    }
    const content = await readFile(file);
    const size = `${kib(content.length)} (${kib(gzipSync(content).length)} compressed)`;
    const time = `${Math.round(performance.now() - started)} ms`;
    say(`${name.padEnd(10)} ${relative(root, file)}  ${size}  ${fresh ? 'unchanged' : 'built'} in ${time}`);
  }
  await writeFile(join(dist, 'skerry'), launcher);
  await chmod(join(dist, 'skerry'), 0o755);
  await writeFile(stampFile, JSON.stringify(after));
}

const kib = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;

if (import.meta.main) await build({ force: process.argv.includes('--force'), say: (line) => console.log(line) });
