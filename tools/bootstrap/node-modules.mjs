import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, step } from './report.mjs';

const modules = join(root, 'node_modules');
const mark = join(modules, '.skerry-installed');

/**
 * Installs what the lock file says, when that has not been done. `production` leaves out what only developers need:
 * a newcomer's first start is a third shorter for it. What is complete already is never reduced.
 */
export async function ensureNodeModules(wanted) {
  // A developer's tree stays one, however its packages came there.
  const which = existsSync(join(modules, '.bin', 'vitest')) ? 'all' : wanted;
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const [doneHash, doneWhich] = existsSync(mark) ? readFileSync(mark, 'utf8').trim().split(' ') : [];
  if (doneHash === hash && (doneWhich === 'all' || doneWhich === which)) return;
  // What lacks only the developers' packages gets them beside the others: `npm ci` would first take all away, under a
  // cloud that runs from this folder.
  const more = doneHash === hash && doneWhich === 'production';
  const how = more ? ['install', '--no-save', '--include=dev'] : ['ci', ...(which === 'all' ? [] : ['--omit=dev'])];
  await step('npm packages', async (say) => {
    const args = [...how, '--ignore-scripts', '--no-audit', '--no-fund'];
    say(`npm ${args.join(' ')}`);
    const { code, output } = await npm(args);
    if (code !== 0)
      fail(
        `npm ${how[0]} failed:\n${output.slice(-3000)}`,
        'Check that the npm registry can be reached, then run this again.',
      );
    writeFileSync(mark, `${hash} ${which}\n`);
    return 'installed';
  });
}

function npm(args) {
  return new Promise((resolve) => {
    // Inherited npm_config_* of an outer `npm test` (loglevel, omit…) are wanted; the outer script's name is not.
    const child = spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The Node that the project runs itself on: the one from the registry, or the one that runs this if it is as new. */
export function node24() {
  const own = join(modules, '.bin', 'node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    'Node 24 did not come with the npm packages.',
    'Run "npm ci --ignore-scripts" without --omit=optional, or install Node 24.',
  );
}
