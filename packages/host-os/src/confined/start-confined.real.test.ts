import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError } from '../command-error.ts';
import { run } from '../run.ts';
import { type Confinement, startConfined } from './start-confined.ts';

const user = 0x6fff0002;
const MiB = 1024 * 1024;

/** Whoever takes over a program that reads a stranger's file is the attacker here. */
describe('a program that is shut in', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'skerry-confined-'));
    await writeFile(join(directory, 'given file,with=signs'), 'given');
    await writeFile(join(directory, 'target'), '');
    await writeFile(join(directory, 'other'), 'secret');
    await chmod(directory, 0o700);
    // As the caller does.
    for (const name of ['given file,with=signs', 'other']) await chmod(join(directory, name), 0o644);
    await chown(join(directory, 'target'), user, user);
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const confinement = (change: Partial<Confinement> = {}): Confinement => ({
    user,
    reads: { [join(directory, 'given file,with=signs')]: '/in' },
    writes: { [join(directory, 'target')]: '/out' },
    limits: { memoryBytes: 512 * MiB, processorSeconds: 20, fileBytes: MiB },
    deadlineMs: 20_000,
    ...change,
  });
  const sh = async (command: string, change: Partial<Confinement> = {}) => {
    const program = await startConfined('sh', ['-c', `(${command}) 2>&1`], confinement(change));
    let said = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const failed = await program.ended.then(
      () => undefined,
      (error: unknown) => error as CommandError,
    );
    return { said, failed };
  };

  it('finds its files and programs, and nothing else of the host', async () => {
    expect((await sh('cat /in')).said).toBe('given');
    const { said } = await sh('ls /');
    expect(said.split('\n').filter((name) => !['bin', 'sbin', 'lib', 'lib64', ''].includes(name))).toEqual([
      'dev',
      'etc',
      'in',
      'out',
      'usr',
    ]);
    expect((await sh('ls /dev /etc')).said).toMatch(/Permission denied[^]*Permission denied/);
    expect((await sh(`cat ${directory}/other /etc/passwd; ls /proc /sys /run`)).said).not.toMatch(/secret|root:|cpu/);
  });

  it('writes to what it may write, and nowhere else', async () => {
    expect((await sh('echo written > /out')).failed).toBeUndefined();
    expect(await readFile(join(directory, 'target'), 'utf8')).toBe('written\n');
    for (const attempt of ['echo x > /in', 'echo x > /new', 'echo x > /usr/x', 'chmod 666 /in', 'rm /in']) {
      expect((await sh(`${attempt} && echo SUCCEEDED`)).said, attempt).not.toContain('SUCCEEDED');
    }
  });

  it('has no privilege, no way to get one, no network and a filter of system calls', async () => {
    const script =
      'use strict; print "$< $> $(\\n"; print syscall(157, 39, 0, 0, 0, 0), "\\n"; print syscall(157, 21, 0, 0, 0, 0), "\\n"; print syscall(272, 0x10000000), "\\n"';
    const program = await startConfined('perl', ['-e', script], confinement());
    let said = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await program.ended;
    // Both users and the group; no_new_privs; a filter; no user namespace.
    expect(said.split('\n').map((line) => line.trim())).toEqual([`${user} ${user} ${user}`, '1', '2', '-1', '']);
    expect((await sh('mount -t tmpfs x /dev && echo SUCCEEDED')).said).not.toContain('SUCCEEDED');
    const connect =
      'use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); print connect($s, sockaddr_in(22, inet_aton("127.0.0.1"))) ? "CONNECTED" : $!';
    expect((await sh(`perl -e '${connect}'`)).said).not.toContain('CONNECTED');
  });

  it('is ended at the bounds of memory, time and what it writes', async () => {
    expect((await sh(`perl -e 'my $x = "x" x ${700 * MiB}; print "GOT IT"'`)).said).not.toContain('GOT IT');
    await sh('head -c 3000000 /dev/zero > /out; head -c 3000000 /usr/bin/perl > /out');
    expect((await stat(join(directory, 'target'))).size).toBeLessThanOrEqual(MiB);
    const limits = { memoryBytes: 512 * MiB, processorSeconds: 1, fileBytes: MiB };
    const busy = await startConfined('perl', ['-e', '1 while 1'], confinement({ limits }));
    await expect(busy.ended).rejects.toMatchObject({ code: 'command-failed', signal: 'SIGKILL' });
    expect((await sh('sleep 60', { deadlineMs: 200 })).failed?.code).toBe('command-timeout');
  });

  it('leaves no process behind, whatever it started', async () => {
    await sh('(sleep 100 & sleep 100 &) >/dev/null 2>&1; setsid sleep 100 >/dev/null 2>&1 &');
    expect((await run('ps', ['-o', 'pid=', '-u', String(user)], { okCodes: [0, 1] })).stdout).toBe('');
  });

  it('tells its exit status', async () => {
    expect((await sh('exit 3')).failed?.exitCode).toBe(3);
  });

  it('that is not there, or is ended, says so', async () => {
    const missing = await startConfined('no-such-program', [], confinement());
    await expect(missing.ended).rejects.toThrow(/exec/);
    const program = await startConfined('sleep', ['60'], confinement());
    program.stop();
    await expect(program.ended).rejects.toMatchObject({ code: 'command-aborted' });
  });
});
