/**
 * What docs/behind-a-proxy.md tells people to write is what runs here: nginx with the configuration of that page, the
 * front-end with its settings, and people who come by the public name.
 */
import { run } from '@skerry/host-os';
import { spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { password, startCloud, type TestCloud, until } from './console/cloud.ts';

const root = join(import.meta.dirname, '..');
const name = 'cloud.example.org';
/** An address of this machine that is not the proxy's. */
const visitor = '127.0.0.9';
let directory: string;
let cloud: TestCloud;
const ending: (() => unknown)[] = [];

/** The first block of the page in that language. */
async function written(language: string): Promise<string> {
  const page = await readFile(join(root, 'docs/behind-a-proxy.md'), 'utf8');
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (block === undefined) throw new Error(`The page has no block of ${language}.`);
  return block;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'proxy-'));
  const settings = Object.fromEntries(
    (await written('sh'))
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
  expect(Object.keys(settings)).toEqual(['SKERRY_API_NAMES', 'SKERRY_BEHIND_PROXY']);
  cloud = await startCloud([{ name: 'home', hosts: 1 }], undefined, settings as Record<string, string>);
  ending.push(() => cloud.close());
  await cloud.client.call('instance.create', { body: { name: 'web', kind: 'container', imageId: 0 } });

  // The machine is the test's own: names, certificates and port 443 are.
  await appendFile('/etc/hosts', `127.0.0.1 ${name}\n`);
  await mkdir('/etc/ssl/private', { recursive: true });
  const [certificate, key] = [`/etc/ssl/${name}.pem`, `/etc/ssl/private/${name}.key`];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
  await run('openssl', ['req', '-x509', ...made, ...subject]);
  const site = (await written('nginx')).replace('http://127.0.0.1:7480', cloud.url);
  const configuration = `daemon off; pid ${directory}/pid; error_log stderr;
    events {} http { access_log off; client_body_temp_path ${directory}/body; ${site} }`;
  await writeFile(join(directory, 'nginx.conf'), configuration);
  const proxy = spawn('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  ending.push(() => proxy.kill('SIGTERM'));
  await until('nginx', async () => ((await ask('GET', '/v1/status')).status === 401 ? true : undefined));
});
afterAll(async () => {
  for (const end of ending.toReversed()) await end();
  await rm(directory, { recursive: true, force: true });
});

/** As a browser of somebody at `visitor` does. */
async function ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const ca = await readFile(`/etc/ssl/${name}.pem`);
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const where = { host: name, port: 443, path, method, ca, localAddress: visitor };
  const asked = request({ ...where, headers: { ...json, ...headers } });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return { status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [] };
}

const environment = () => ({
  NODE_EXTRA_CA_CERTS: `/etc/ssl/${name}.pem`,
  SKERRY_CONFIG: join(directory, 'config.json'),
});
const skerry = (args: readonly string[], input?: string) =>
  run(process.execPath, [join(root, 'apps/cli/src/main.ts'), ...args], {
    env: environment(),
    deadlineMs: 60_000,
    ...(input === undefined ? {} : { input }),
  });

test('a browser gets a Secure cookie, and may write with it from the page of that name and of no other', async () => {
  const asBrowser = { Origin: `https://${name}`, 'X-Skerry-Cookie': '1' };
  const logIn = await ask('POST', '/v1/sessions', { name: 'admin', password }, asBrowser);
  expect(logIn.status).toBe(201);
  expect(logIn.cookies.join()).toMatch(/;\s*Secure/i);
  const Cookie = logIn.cookies.map((cookie) => cookie.split(';')[0]).join('; ');
  const group = (from: string, called: string) => ask('POST', '/v1/groups', { name: called }, { Cookie, Origin: from });
  expect((await group(`https://${name}`, 'ours')).status).toBe(201);
  expect((await group('https://elsewhere.example.org', 'theirs')).status).toBe(403);
});

test('the audit has the address of the visitor, not the proxy’s', async () => {
  const { data } = await cloud.client.call('audit.list', { query: { limit: 50 } });
  const logIns = data.items.filter(({ action }) => action === 'session.create');
  expect(logIns.map(({ address }) => address)).toContain(visitor);
});

test('the command line logs in, and events and consoles are streams', async () => {
  await skerry(['login', `https://${name}`, '--user', 'admin', '--password-stdin'], `${password}\n`);
  await until('the instance', async () => {
    const { data } = await cloud.client.call('instance.get', { params: { id: 0 } });
    return data.state === 'running' ? data : undefined;
  });
  const shell = await skerry(['instance', 'console', 'web'], 'echo seen\nexit\n');
  expect(shell.stdout).toContain('seen');
  // Each event when it happens: nothing on the way waits for more.
  const events = spawn(process.execPath, [join(root, 'apps/cli/src/main.ts'), 'events', '-o', 'json'], {
    env: { ...process.env, ...environment() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ending.push(() => events.kill('SIGKILL'));
  let seen = '';
  events.stdout.setEncoding('utf8').on('data', (text: string) => (seen += text));
  let made = 0;
  await until('an event', async () => {
    await cloud.client.call('group.create', { body: { name: `seen-${made++}` } });
    return seen.includes('seen-') ? true : undefined;
  });
});
