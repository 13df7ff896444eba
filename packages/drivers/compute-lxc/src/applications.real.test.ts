import type { GuestPlan } from '@skerry/driver-contract';
import { until } from '@skerry/driver-contract/conformance/until';
import { run } from '@skerry/host-os';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageOfRoot } from './testing/busybox-image.ts';
import { type LxcHarness, makeLxcHarness } from './testing/lxc-harness.ts';

type Application = NonNullable<GuestPlan['application']>;
const application = (entrypoint: readonly string[], more: Partial<Application> = {}): Application => ({
  entrypoint,
  command: [],
  environment: [],
  workingDirectory: '/',
  restart: 'never',
  ...more,
});
const sh = (script: string, more: Partial<Application> = {}) => application(['/bin/sh', '-c', script], more);

/** What the init writes before each line. */
const stamps = /^\d{4}-\d\d-\d\dT[\d:.]+Z (out|err) /gm;

function runner(harness: () => LxcHarness) {
  const printed = async (id: number) =>
    (await harness().driver.consoleLog(id, 65_536)).replaceAll('\r\n', '\n').replaceAll(stamps, '');
  const exitOf = async (id: number) => (await harness().driver.inspect(id))?.exit;
  return {
    printed,
    exitOf,
    start: async (id: number, of: Application) =>
      harness().driver.start({ ...(await harness().plan(id)), application: of }),
    prints: (id: number, wanted: RegExp) =>
      until(`guest ${id} prints ${wanted}`, 30_000, async () => wanted.test(await printed(id))),
    ended: async (id: number) => {
      await until(`guest ${id} has ended`, 30_000, async () => (await exitOf(id)) !== undefined);
      return exitOf(id);
    },
    gone: async (id: number) => {
      await harness().driver.forceOff(id);
      await harness().driver.remove(id);
      expect(await harness().leftovers(id)).toEqual([]);
    },
  };
}

describe('applications of an image with a shell', () => {
  let harness: LxcHarness;
  beforeAll(async () => {
    harness = await makeLxcHarness('la', 76);
  });
  afterAll(() => harness?.dispose());
  const { start, prints, printed, ended, gone } = runner(() => harness);

  it('reap what their children leave, and hear the signal that their image names', async () => {
    const script = '(sleep 0.1 &) ; trap "echo quit; exit 9" QUIT; echo ready; while :; do sleep 0.1 & wait $!; done';
    await start(1, sh(script, { stopSignal: 'SIGQUIT' }));
    await prints(1, /ready/);
    await until('no zombie is left', 15_000, async () => !(await harness.inside(1, 'ps')).includes('Z '));
    await harness.driver.requestShutdown(1);
    expect(await ended(1)).toMatchObject({ status: 9 });
    expect(await printed(1)).toMatch(/quit/);
    await gone(1);
  });

  it('have their address, their way out and their names without asking for them', async () => {
    await start(
      2,
      sh('ip addr show eth0; ip route; cat /etc/resolv.conf /etc/hosts; hostname; ip addr show lo; echo end'),
    );
    await prints(2, /^end$/m);
    const said = await printed(2);
    expect(said).toContain('inet 10.198.76.3/24');
    expect(said).toContain('default via 10.198.76.1');
    expect(said).toContain('search user-1.internal\nnameserver 10.198.76.1\n');
    expect(said).toContain('10.198.76.3 guest-2.user-1.internal guest-2\n');
    expect(said).toContain('127.0.0.1/8');
    expect(await ended(2)).toMatchObject({ status: 0 });
    await gone(2);
  });

  it('keep their secrets from other users inside, and find shared memory', async () => {
    const look = 'id -u; cat /dev/.skerry/start; ls /dev/.skerry; echo x > /dev/shm/x && echo shared';
    await start(3, sh(look, { user: '1000:1000', environment: ['SECRET=of mine'] }));
    expect(await ended(3)).toMatchObject({ status: 0 });
    const said = await printed(3);
    expect(said).toMatch(/^1000$/m);
    expect(said).toContain('Permission denied');
    expect(said).not.toContain('of mine');
    expect(said).toContain('shared');
    await gone(3);
  });

  it('keep what they wrote, and how they ended, when nobody was there to see it', async () => {
    await start(4, sh('echo run >> /runs; wc -l < /runs; exit 6'));
    expect(await ended(4)).toMatchObject({ status: 6 });
    const other = await harness.reopen();
    expect((await other.inspect(4))?.exit).toMatchObject({ status: 6 });
    await other.close();
    await start(4, sh('echo run >> /runs; wc -l < /runs; exit 7'));
    expect(await ended(4)).toMatchObject({ status: 7 });
    expect(await printed(4)).toBe('1\n2\n');
    await gone(4);
  });

  it('say by which status that a program is not there', async () => {
    await start(5, application(['/no/such/program']));
    expect(await ended(5)).toMatchObject({ status: 127 });
    expect(await printed(5)).toContain('/no/such/program cannot be started');
    await gone(5);
  });
});

describe('an image from scratch, whose links lead astray', () => {
  let harness: LxcHarness;
  let outside: string;
  beforeAll(async () => {
    harness = await makeLxcHarness('lz', 77, async (directory) => {
      const root = join(directory, 'root');
      outside = join(directory, 'outside');
      await mkdir(root, { recursive: true });
      await mkdir(outside);
      await writeFile(join(outside, 'resolv.conf'), 'untouched\n');
      await mkdir(join(root, 'real'));
      await symlink('real', join(root, 'etc'));
      await symlink(join(outside, 'resolv.conf'), join(root, 'real/resolv.conf'));
      await symlink('../../../../../../../../../../etc/hosts', join(root, 'real/hosts'));
      const source = join(directory, 'say.c');
      await writeFile(source, program);
      await run('gcc', ['-static', '-Os', '-o', join(root, 'say'), source]);
      return imageOfRoot(directory, root);
    });
  });
  afterAll(() => harness?.dispose());
  const { start, printed, ended, gone } = runner(() => harness);

  it('runs its one program with words and environment as they were given, and ends with its status', async () => {
    const odd = ` a "b" 'c' \\ $d\n\te=ü `;
    await start(1, application(['/say', odd, ''], { command: ['last'], environment: [`ODD=${odd}`, 'EMPTY='] }));
    expect(await ended(1)).toMatchObject({ status: 3 });
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const words = ['/say', odd, '', 'last', `ODD=${odd}`, 'EMPTY=', `PATH=${path}`, 'HOME=/'];
    expect((await printed(1)).split('|\n')).toEqual([...words, 'nameserver 10.198.77.1', '']);
    await gone(1);
  });

  it('is given its files in its own root, wherever its links point', async () => {
    expect(await readFile(join(outside, 'resolv.conf'), 'utf8')).toBe('untouched\n');
    expect(await readFile('/etc/hosts', 'utf8')).not.toContain('guest-1');
  });
});

/** Says its words, its environment and the last line of its resolv.conf, each ended by "|" and a line end. */
const program = `
#include <stdio.h>
#include <string.h>
extern char **environ;
int main(int count, char **words) {
  char line[256] = "", last[256] = "";
  for (int i = 0; i < count; i++) printf("%s|\\n", words[i]);
  for (char **entry = environ; *entry; entry++) printf("%s|\\n", *entry);
  FILE *file = fopen("/etc/resolv.conf", "r");
  while (file && fgets(line, sizeof line, file)) strcpy(last, line);
  last[strcspn(last, "\\n")] = 0;
  printf("%s|\\n", last);
  return 3;
}
`;
