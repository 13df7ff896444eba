import { dialledUrls, encodeJoinToken } from '@skerry/link';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { joinOffer } from './join-offer.ts';

const tree = join(import.meta.dirname, '../../../..');
/** As somebody pastes it. */
const shell = (line: string, PATH: string) =>
  new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile('sh', ['-c', line], { env: { PATH } }, (error, _, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stderr }),
    );
  });
const offerOf = (role: 'controller' | 'agent', names: readonly string[]) => {
  const expires = new Date('2030-01-01T00:00:00.000Z');
  const secret = 's'.repeat(43);
  const token = encodeJoinToken({ urls: dialledUrls(names, 7481), fingerprint: 'a'.repeat(64), secret, expires });
  return joinOffer(role, { token, expiresAt: expires.toISOString() });
};

/** The installed tree as a machine has it, with the programs of the system that the script needs, in a folder. */
async function machine() {
  const directory = await mkdtemp(join(tmpdir(), 'join-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await cp(join(tree, 'packaging'), join(directory, 'packaging'), { recursive: true });
  await Promise.all(['bin', 'systemd', 'skerry'].map((name) => mkdir(join(directory, name))));
  const log = join(directory, 'log');
  for (const name of ['systemctl', 'systemd-sysusers']) {
    await writeFile(join(directory, 'bin', name), `#!/bin/sh\necho ${name} "$@" >> ${log}\n`, { mode: 0o755 });
  }
  const script = join(directory, 'packaging/join.sh');
  const text = await readFile(script, 'utf8');
  const here = text.replaceAll('/etc/skerry', join(directory, 'skerry'));
  await writeFile(script, here.replaceAll('/etc/systemd/system', join(directory, 'systemd')));
  return {
    join: async (command: string, umask = '022') => {
      await rm(log, { force: true });
      const line = command.replaceAll('/opt/skerry', directory);
      const { code, stderr } = await shell(`umask ${umask}; ${line}`, `${directory}/bin:${process.env['PATH']}`);
      return { code, stderr, ran: await readFile(log, 'utf8').catch(() => '') };
    },
    settings: (name: string) => join(directory, 'skerry', name),
    unit: (name: string) => join(directory, 'systemd', name),
    directory,
  };
}

const files = {
  controller: { unit: 'skerry-cluster', settings: 'cluster.env' },
  agent: { unit: 'skerry-agent', settings: 'agent.env' },
} as const;

test.each(['controller', 'agent'] as const)(
  'the command of a %s, run again with another token, leaves that one, other settings, and a unit that reads them',
  async (role) => {
    const there = await machine();
    const { unit, settings } = files[role];
    const at = there.settings(settings);
    await writeFile(at, 'SKERRY_SERVER_NAME=192.0.2.10\nSKERRY_JOIN_TOKEN=spent\n');
    const first = offerOf(role, ['skerry.example.org']);
    const second = offerOf(role, ['elsewhere.example.org']);
    expect(second.token).not.toBe(first.token);
    for (const { command, token } of [first, second]) {
      const { code, stderr, ran } = await there.join(command);
      expect([code, stderr]).toEqual([0, '']);
      expect(await readFile(at, 'utf8')).toBe(`SKERRY_SERVER_NAME=192.0.2.10\nSKERRY_JOIN_TOKEN=${token}\n`);
      expect((await stat(at)).mode & 0o777).toBe(0o600);
      expect(ran.trim().split('\n').slice(-3)).toEqual([
        'systemctl daemon-reload',
        `systemctl enable ${unit}`,
        `systemctl restart ${unit}`,
      ]);
      expect(ran.includes('systemd-sysusers')).toBe(role === 'controller');
      expect(ran).not.toContain(token);
    }
    const text = await readFile(there.unit(`${unit}.service`), 'utf8');
    expect(text).toContain(`EnvironmentFile=-/etc/skerry/${settings}`);
    expect(text).toContain(`--roles ${role}`);
    expect((await stat(there.unit(`${unit}.service`))).mode & 0o777).toBe(0o644);
  },
);

test('without a token, or as nothing that there is, the machine stays as it was, and is told what is wanted', async () => {
  const there = await machine();
  const script = 'sh /opt/skerry/packaging/join.sh';
  for (const command of [`echo | ${script} agent`, `${script} agent < /dev/null`, `echo token | ${script} guest`]) {
    const { code, stderr, ran } = await there.join(command);
    expect([code, ran], command).toEqual([64, '']);
    expect(stderr).toMatch(/^join\.sh: .*token/);
  }
  expect(await readdir(join(there.directory, 'skerry'))).toEqual([]);
});

test('a token that leads to the machine itself says so, and how that is changed', () => {
  for (const names of [['127.0.0.1', 'localhost'], ['::1'], ['0.0.0.0'], ['127.8.8.8']]) {
    expect(offerOf('controller', names).note).toContain('--link-listen');
    expect(offerOf('agent', names).note).toContain('--server-name');
  }
  for (const names of [['127.0.0.1', 'skerry.example.org'], ['0.0.0.0', '192.0.2.7'], ['2001:db8::7']]) {
    expect(offerOf('agent', names)).not.toHaveProperty('note');
  }
});

test('nobody is told to dial "all addresses"', () => {
  expect(dialledUrls(['0.0.0.0', '::', '192.0.2.7', '2001:db8::7'], 7)).toEqual([
    'https://192.0.2.7:7',
    'https://[2001:db8::7]:7',
  ]);
});
