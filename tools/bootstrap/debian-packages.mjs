import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, step } from './report.mjs';

/** Packages of the wanted sections of tools/debian-packages.txt, with the reason that stands behind each. */
export function packageList(sections) {
  const text = readFileSync(join(root, 'tools', 'debian-packages.txt'), 'utf8');
  const list = [];
  let section = '';
  for (const line of text.split('\n')) {
    const heading = /^# (host|image import|image building|tests)\s*$/.exec(line);
    if (heading) section = heading[1];
    const entry = /^([a-z0-9][a-z0-9.+-]*)\s+#\s*(.+)$/.exec(line);
    if (entry && sections.includes(section)) list.push({ name: entry[1], why: entry[2] });
  }
  return list;
}

/** Installs what is missing; says what and why. Without the right to, ends with the exact command. */
export async function ensureDebianPackages(sections) {
  const list = packageList(sections);
  if (list.length === 0) return;
  const missing = missingOf(list);
  if (missing.length === 0) return;
  const names = missing.map((p) => p.name);
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`;
  process.stdout.write(
    `Debian packages that are missing:\n${missing.map((p) => `  ${p.name.padEnd(28)} ${p.why}\n`).join('')}`,
  );
  if (process.getuid?.() !== 0)
    fail('Installing them needs root.', `Run: sudo sh -c '${command}'\nThen run this again.`);
  if (spawnSync('apt-get', ['--version']).error) {
    fail('There is no apt-get here: Skerry hosts run Debian or Ubuntu.', 'See docs/operating.md.');
  }
  await step('Debian packages', async (say) => {
    say('reading the package lists');
    await apt(['update', '-q'], say);
    await apt(['install', '-y', '-q', '--no-install-recommends', ...names], say);
    const still = missingOf(list);
    if (still.length > 0)
      fail(`apt did not install ${still.map((p) => p.name).join(', ')}.`, `Run by hand: ${command}`);
    return `${names.length} installed`;
  });
}

function missingOf(list) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...list.map((p) => p.name)], {
    encoding: 'utf8',
  });
  const installed = new Set(
    (query.stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return list.filter((p) => !installed.has(p.name));
}

/**
 * apt-get ends at once when another one runs: of two clones that start at the same time, the second one waits. What a
 * package starts must not hold the lock any longer than apt-get itself.
 */
const inTurn = ['--close', '--wait', '1800', '/var/lib/apt', 'apt-get', '-o', 'DPkg::Lock::Timeout=600'];

function apt(args, say) {
  return new Promise((resolve) => {
    const child = spawn('flock', [...inTurn, ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let tail = '';
    const read = (chunk) => {
      tail = (tail + chunk).slice(-4000);
      const line = tail.trim().split('\n').at(-1);
      if (line) say(line.trim());
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      fail(
        `apt-get ${args[0]} failed:\n${tail}`,
        'Mend what it says (often: the network, or another apt that runs), then run this again.',
      );
    });
  });
}
