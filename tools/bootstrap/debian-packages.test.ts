import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** As apt-get does: it ends at once when another one runs. */
const aptGet = `#!/bin/sh
[ "$1" != --version ] || exit 0
mkdir "$WORLD/running" || { echo 'E: Could not get lock /var/lib/apt/lists/lock' >&2; exit 100; }
echo "$*" >> "$WORLD/told"
sleep 0.3
case "$*" in *install*) : > "$WORLD/installed" ;; esac
rmdir "$WORLD/running"
`;
const dpkgQuery = `#!/bin/sh
[ -e "$WORLD/installed" ] && for name; do echo "$name installed"; done
exit 0
`;

test.skipIf(process.getuid?.() !== 0)(
  'two clones that start at once install packages one after the other',
  async () => {
    const world = await mkdtemp(join(tmpdir(), 'packages-'));
    onTestFinished(() => rm(world, { recursive: true, force: true }));
    await writeFile(join(world, 'apt-get'), aptGet, { mode: 0o755 });
    await writeFile(join(world, 'dpkg-query'), dpkgQuery, { mode: 0o755 });
    const script = `const { ensureDebianPackages } = await import(${JSON.stringify(join(import.meta.dirname, 'debian-packages.mjs'))});
    await ensureDebianPackages(['tests'])`;
    const env = { ...process.env, WORLD: world, PATH: `${world}:${process.env['PATH']}` };
    const statuses = await Promise.all(
      [1, 2].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env, stdio: 'ignore' });
        return ((await once(child, 'close')) as [number])[0];
      }),
    );
    expect(statuses).toEqual([0, 0]);
    expect(await readFile(join(world, 'told'), 'utf8')).toContain('install');
  },
);
