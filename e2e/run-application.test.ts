/**
 * What a newcomer types, on real guests: one command takes an application from a registry (Debian's docker-registry, an
 * image of umoci and skopeo), and it answers; its log, a command in it, its own end and its restarts; then nothing is left.
 */
import { run } from '@skerry/host-os';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RealSite, startRealSite } from './real-site.ts';

let site: RealSite;
let directory: string;
let registry: ChildProcess;

async function startRegistry(): Promise<string> {
  const configuration = join(directory, 'registry.yml');
  const storage = `{filesystem: {rootdirectory: ${directory}/registry}}`;
  const http = '{addr: "127.0.0.1:0", secret: x}';
  await writeFile(configuration, `version: 0.1\nlog: {level: info}\nstorage: ${storage}\nhttp: ${http}\n`);
  registry = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface(registry.stderr as NodeJS.ReadableStream)) {
    const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    registry.stderr?.resume();
    return `127.0.0.1:${port}`;
  }
  throw new Error('the registry ended before it listened');
}

/** Busybox, a page, and what to start: a web server as a user who is not root. */
async function pushImage(at: string): Promise<void> {
  const root = join(directory, 'root');
  for (const name of ['bin', 'etc', 'www']) await mkdir(join(root, name), { recursive: true });
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  for (const applet of ['sh', 'httpd', 'echo', 'sleep', 'id', 'cat']) {
    await symlink('busybox', join(root, 'bin', applet));
  }
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nweb:x:33:33::/www:/bin/sh\n');
  await writeFile(join(root, 'www/index.html'), 'hello from the registry\n');
  const image = `${directory}/layout:1.0`;
  await run('umoci', ['init', '--layout', join(directory, 'layout')]);
  await run('umoci', ['new', '--image', image]);
  await run('umoci', ['insert', '--image', image, root, '/']);
  const start = ['--config.entrypoint', '/bin/sh', '--config.cmd', '-c'];
  const script = ['--config.cmd', 'echo "serving as $(id -u)"; exec httpd -f -p 8080 -h /www'];
  await run('umoci', ['config', '--image', image, ...start, ...script, '--config.user', 'web']);
  await run('skopeo', ['copy', '--dest-tls-verify=false', `oci:${image}`, `docker://${at}/team/web:1.0`]);
}

const skerry = async (...args: string[]) => (await site.skerry(args)).stdout;
const view = async (name: string) =>
  JSON.parse(await skerry('instance', 'show', name, '-o', 'json')) as {
    readonly state: string;
    readonly nics: readonly { readonly address: string }[];
    readonly observed: { readonly exit?: { readonly status: number }; readonly restarts?: number };
  };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-run-'));
  const at = await startRegistry();
  await pushImage(at);
  site = await startRealSite();
  const allowed = ['--allow', '127.0.0.0/8', '--insecure'];
  await skerry('marketplace', 'create', 'ours', '--type', 'oci', '--address', `http://${at}`, ...allowed);
}, 590_000);
afterAll(async () => {
  await site?.down();
  registry?.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
}, 300_000);

const small = ['--kind', 'container', '--memory', '64M'];

test('one command takes it from the registry, and it answers', async () => {
  const { stderr } = await site.skerry(['run', 'ours:team/web:1.0', '--name', 'web', ...small]);
  expect(stderr).toMatch(/ready[^]*web runs and has the address/);
  const address = (await view('web')).nics[0]?.address;
  const page = () => fetch(`http://${address}:8080/`, { signal: AbortSignal.timeout(3000) }).then((r) => r.text());
  await vi.waitFor(async () => expect(await page()).toBe('hello from the registry\n'), 30_000);
});

test('its log has times, and a command in it its status', async () => {
  await vi.waitFor(
    async () => expect(await skerry('instance', 'logs', 'web', '-t')).toMatch(/^\d{4}-\S+Z serving as 33$/m),
    30_000,
  );
  const { stdout, code } = await site.skerry(['instance', 'exec', 'web', '--', 'sh', '-c', 'id -u; exit 7'], [7]);
  expect([stdout, code]).toEqual(['0\n', 7]);
});

test('a job ends with its status, which is ours, and runs again when that is asked for', async () => {
  const words = ['--', '-c', 'echo run >> /www/runs; cat /www/runs; exit 3'];
  const job = ['run', 'ours:team/web:1.0', '--name', 'job', '--run-as', 'root', '--restart', 'never', ...small];
  const { stderr } = await site.skerry([...job, ...words], [3]);
  expect(stderr).toContain('is here already');
  expect(stderr).toContain('job ended with status 3');
  expect(await view('job')).toMatchObject({ state: 'exited', observed: { exit: { status: 3 } } });
  await skerry('instance', 'start', 'job');
  await vi.waitFor(async () => expect((await skerry('instance', 'logs', 'job')).trim()).toBe('run\nrun\nrun'), 60_000);
  expect(await skerry('instance', 'history', 'job')).toContain('Its application ended with status 3');
});

test('what fails is started again by its host, also while nobody is there to ask it', async () => {
  const failing = ['run', 'ours:team/web:1.0', '--name', 'failing', '--restart', 'on-failure', ...small];
  await site.skerry([...failing, '--', '-c', 'exit 1'], [0, 1]);
  await vi.waitFor(async () => expect((await view('failing')).observed.restarts).toBeGreaterThan(1), 60_000);
});

test('deleted, nothing of them is left on the host', async () => {
  for (const name of ['web', 'job', 'failing']) await skerry('instance', 'delete', name, '--yes', '--wait');
  await vi.waitFor(async () => expect(await site.audit()).toEqual([]), 60_000);
});
