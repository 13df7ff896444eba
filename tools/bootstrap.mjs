/**
 * What `npm start`, `npm test`, `npm run status`, `npm run down` and `npm run dev` run first. Plain JavaScript without
 * dependencies, for any Node from 20 on: it brings what everything else needs, then hands over to Node 24.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alreadyRunning } from './bootstrap/already-running.mjs';
import { ensureDebianPackages } from './bootstrap/debian-packages.mjs';
import { ensureNodeModules, node24 } from './bootstrap/node-modules.mjs';
import { fail, root } from './bootstrap/report.mjs';

const [command, ...rest] = process.argv.slice(2);
const needs = {
  start: { packages: ['host', 'image building'], modules: 'production' },
  status: { packages: [], modules: 'as they are' },
  down: { packages: [], modules: 'as they are' },
  test: { packages: ['host', 'image import', 'image building', 'tests'], modules: 'all' },
  dev: { packages: [], modules: 'all' },
  e2e: { packages: ['host', 'image import', 'image building', 'tests'], modules: 'all' },
  bench: { packages: ['host', 'image import', 'image building', 'tests'], modules: 'all' },
  campaign: { packages: ['host', 'image import', 'image building', 'tests'], modules: 'all' },
}[command];
if (!needs)
  fail(`"${command ?? ''}" is no command.`, 'Use one of: start, status, down, test, e2e, dev, bench, campaign.');

if (command === 'start' && rest.length === 0 && (await alreadyRunning())) process.exit(0);

if ((command === 'start' || command === 'down') && process.getuid?.() !== 0) {
  fail('Guests, bridges and mounts need root.', `Run: sudo npm ${command === 'start' ? 'start' : 'run down'}`);
}
/** In the machine of a test run there is no network, and this folder is that of the machine around it. */
function inOwnMachine() {
  try {
    return readFileSync('/proc/1/cmdline', 'utf8').includes('\0skerry-tests\0');
  } catch {
    return false;
  }
}
if (inOwnMachine()) needs.modules = 'as they are';
else await ensureDebianPackages(needs.packages);
if (needs.modules !== 'as they are') await ensureNodeModules(needs.modules);
else if (!existsSync(join(root, 'node_modules'))) {
  process.stdout.write('Nothing runs from this folder: it was never started. Start it with: npm start\n');
  process.exit(0);
}
const own = ['test', 'e2e', 'dev', 'bench', 'campaign'].includes(command);
const script = own ? `tools/${command}.ts` : 'tools/quickstart/main.ts';
const result = spawnSync(node24(), [join(root, script), ...(own ? [] : [command]), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` },
});
process.exit(result.status ?? 1);
