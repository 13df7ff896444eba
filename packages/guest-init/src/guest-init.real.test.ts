import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSmallRoot, type SmallRoot } from './testing/small-root.ts';

let root: SmallRoot;
beforeAll(async () => {
  root = await makeSmallRoot();
});
afterAll(() => root?.dispose());

const shell = (script: string, ...args: string[]) => ['/bin/sh', '-c', script, ...args];

describe('the exit status', () => {
  test("is the application's", async () => {
    for (const status of [0, 1, 42, 255]) {
      expect(await root.run({ args: shell(`exit ${status}`) })).toEqual({ status, said: '' });
    }
  });

  test('says the signal that ended it', async () => {
    expect((await root.run({ args: shell('kill -9 $$') })).status).toBe(128 + 9);
    expect((await root.run({ args: shell('kill -15 $$') })).status).toBe(128 + 15);
  });

  test('says that there is no such program, or that it cannot be executed, and which', async () => {
    await writeFile(join(root.directory, 'data'), 'no program\n', { mode: 0o644 });
    await writeFile(join(root.directory, 'bin/data'), 'no program\n', { mode: 0o755 });
    expect(await root.run({ args: ['/nothing/here'] })).toEqual({
      status: 127,
      said: 'skerry-init: /nothing/here cannot be started: No such file or directory\n',
    });
    expect((await root.run({ args: ['nothing'] })).status).toBe(127);
    expect((await root.run({ args: [''] })).status).toBe(127);
    expect(await root.run({ args: ['/data'] })).toMatchObject({
      status: 126,
      said: expect.stringMatching(/Permission denied/),
    });
    expect(await root.run({ args: ['data'] })).toMatchObject({
      status: 126,
      said: expect.stringMatching(/bin\/data.*Exec format error/),
    });
  });

  test('is 125 where it cannot begin, with a sentence', async () => {
    const start = { args: shell('exit 0') };
    expect(await root.run({ ...start, user: 'nobody' })).toEqual({
      status: 125,
      said: 'skerry-init: there is no user "nobody" in /etc/passwd of the image\n',
    });
    expect(await root.run({ ...start, user: 'web:nobody' })).toMatchObject({
      status: 125,
      said: expect.stringMatching(/group "nobody"/),
    });
    expect(await root.run({ ...start, workingDirectory: '/etc/passwd' })).toMatchObject({
      status: 125,
      said: expect.stringMatching(/passwd/),
    });
    expect(await root.run({ args: [] })).toMatchObject({
      status: 125,
      said: expect.stringMatching(/names no program/),
    });
    expect(await root.run(Buffer.from('arg=/bin/tr'))).toMatchObject({
      status: 125,
      said: expect.stringMatching(/cut off/),
    });
    expect(await root.run(Buffer.from('nothing\0'))).toMatchObject({
      status: 125,
      said: expect.stringMatching(/without a key/),
    });
  });
});

describe('what the application is given', () => {
  test('its arguments and environment, byte by byte', async () => {
    const odd = ' "a\' \\ $x\n\t\u00fc=\u0001 ';
    const { said } = await root.run({
      args: shell('printf "%s|" "$ODD" "$EMPTY" "$@"', 'sh', odd, ''),
      environment: [`ODD=${odd}`, 'EMPTY='],
    });
    expect(said).toBe(`${odd}||${odd}||`);
  });

  test('nothing in its environment but what was said, PATH and HOME', async () => {
    const usual = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    expect((await root.run({ args: ['env'], environment: ['A=1'] })).said).toBe(`A=1\n${usual}\nHOME=/root\n`);
    expect((await root.run({ args: ['env'], environment: ['PATH=/bin', 'HOME=/x'] })).said).toBe(
      'PATH=/bin\nHOME=/x\n',
    );
    expect((await root.run({ args: ['env'], user: '4711' })).said).toBe(`${usual}\nHOME=/\n`);
    expect((await root.run({ args: ['env'], environment: ['PATH=/nothing'] })).status).toBe(127);
  });

  test('its user, by the accounts of its root', async () => {
    const ids = async (user: string) =>
      (await root.run({ args: shell('exec 2>/dev/null; id -u; id -g; id -G'), user })).said.split('\n');
    expect(await ids('web')).toEqual(['33', '44', '44 50 51', '']);
    expect(await ids('33')).toEqual(['33', '44', '44 50 51', '']);
    expect(await ids('web:staff')).toEqual(['33', '50', '50', '']);
    expect(await ids('web:7')).toEqual(['33', '7', '7', '']);
    expect(await ids('4711')).toEqual(['4711', '0', '0', '']);
    expect(await ids('4711:4712')).toEqual(['4711', '4712', '4712', '']);
    expect(await ids(':staff')).toEqual(['0', '50', '50', '']);
    expect(await ids('')).toEqual(['0', '0', '0', '']);
    // A name that is all digits is a name first.
    expect(await ids('1000')).toEqual(['77', '78', '78', '']);
    // A line that ends early gives the user no home.
    expect((await root.run({ args: shell('echo "$HOME"'), user: 'bare' })).said).toBe('/\n');
    expect((await root.run({ args: shell('echo "$HOME"'), user: 'web' })).said).toBe('/srv/web\n');
  });

  test('its working directory, which is made', async () => {
    expect((await root.run({ args: ['pwd'], workingDirectory: '/srv/a b/c' })).said).toBe('/srv/a b/c\n');
    expect((await stat(join(root.directory, 'srv/a b/c'))).uid).toBe(0);
  });

  test('a session of its own, with no signal blocked or ignored', async () => {
    const { said } = await root.run({ args: ['cat', '/proc/self/status', '/proc/self/stat'] });
    expect(said).toMatch(/^SigBlk:\t0+$/m);
    expect(said).toMatch(/^SigIgn:\t0+$/m);
    // Process, parent, group, session: proc(5).
    expect(said).toMatch(/^2 \(cat\) \S 1 2 2 /m);
  });
});

describe('process 1', () => {
  test('passes signals on, and what asks a guest to stop as the signal that the application knows', async () => {
    const script =
      'trap "echo one" USR1; trap "echo quit; exit 9" QUIT; echo ready; while :; do sleep 100 & wait; done';
    const started = await root.start({ args: shell(script), stopSignal: 'SIGQUIT' });
    await started.says('ready');
    await started.signal('SIGUSR1');
    await started.says('one');
    await started.signal('SIGPWR');
    expect(await started.ended).toBe(9);
    expect(started.said()).toBe('ready\none\nquit\n');
  });

  test('lives when the application ignores what it is sent', async () => {
    const started = await root.start({ args: shell('trap "" TERM; trap "exit 5" USR1; echo ready; sleep 100 & wait') });
    await started.says('ready');
    await started.signal('SIGTERM');
    await started.signal('SIGUSR1');
    expect(await started.ended).toBe(5);
  });

  test('reaps every orphan', async () => {
    const none = 'until [ "$(grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null)" = "" ]; do sleep 0.01; done';
    const script = `for n in 1 2 3 4 5 6 7 8; do (true & true); done; ${none.replace('grep', 'busybox grep')}; echo clean`;
    expect(await root.run({ args: shell(script) })).toEqual({ status: 0, said: 'clean\n' });
  });

  test('ends with the application, and takes along what it left', async () => {
    const { status } = await root.run({ args: shell('sleep 1000 & exit 4') });
    expect(status).toBe(4);
  });
});

describe('with lines', () => {
  const stamp = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

  test('each line that it prints has its time and its stream, also the last one without an end', async () => {
    const { status, said } = await root.run({
      args: shell('echo one; echo two >&2; printf three; exit 4'),
      log: 'lines',
    });
    expect(status).toBe(4);
    const lines = said
      .trimEnd()
      .split('\n')
      .toSorted((a, b) => a.slice(25).localeCompare(b.slice(25)));
    expect(lines.join('\n')).toMatch(new RegExp(`^${stamp} err two\n${stamp} out one\n${stamp} out three$`));
  });

  test('nothing is lost of much, and a line without end becomes several', async () => {
    const script = 'i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done';
    const { said } = await root.run({ args: shell(script), log: 'lines' });
    expect(
      said
        .split('\n')
        .slice(0, -1)
        .map((line) => line.slice(29)),
    ).toEqual(Array.from({ length: 5000 }, (_, i) => `line ${i}`));
    const long = await root.run({ args: shell('printf "%20000s" x'), log: 'lines' });
    expect(
      long.said
        .split('\n')
        .slice(0, -1)
        .map((line) => line.length - 29),
    ).toEqual([8192, 8192, 3616]);
  });

  test('an application that is another user opens its streams by their names', async () => {
    const start = { args: shell('echo by name > /proc/self/fd/1; id -u'), user: 'web', log: 'lines' } as const;
    expect((await root.run(start)).said).toMatch(new RegExp(`^${stamp} out by name\n${stamp} out 33\n$`));
  });
});
