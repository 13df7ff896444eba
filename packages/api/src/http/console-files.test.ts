import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

const page = '<!doctype html><div id="console"></div><script type="module" src="/assets/main-AB12.js"></script>';
const script = `console.log("${'a'.repeat(1000)}")`;
let parent: string;
let cloud: TestFrontEnd;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skerry-console-'));
  await writeFile(join(parent, 'secret.txt'), 'not for you');
  const consoleDirectory = join(parent, 'console');
  await mkdir(join(consoleDirectory, 'assets'), { recursive: true });
  await writeFile(join(consoleDirectory, 'index.html'), page);
  await writeFile(join(consoleDirectory, 'theme.js'), 'theme()');
  await writeFile(join(consoleDirectory, '.hidden.js'), 'hidden');
  await writeFile(join(consoleDirectory, 'assets/main-AB12.js'), script);
  await writeFile(join(consoleDirectory, 'assets/main-AB12.js.gz'), gzipSync(script));
  cloud = await startFrontEnd({ consoleDirectory });
});
afterAll(async () => {
  await cloud.close();
  await rm(parent, { recursive: true, force: true });
});

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test.each(['/', '/instances/12', '/a/b?c=d', '/theme/dark'])('a browser gets the page at %s', async (path) => {
  const { status, text, headers } = await cloud.anonymous.call('GET', path, undefined, browser);
  expect(status).toBe(200);
  expect(text).toBe(page);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-cache');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('nothing but the files of the console may run in its page', async () => {
  const { headers } = await cloud.anonymous.call('GET', '/', undefined, browser);
  const policy = new Map(
    (headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((part) => part.split(/ (.*)/, 2) as [string, string]),
  );
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self'");
  expect(policy.get('connect-src')).toBe("'self'");
  expect(policy.get('frame-ancestors')).toBe("'none'");
  expect(policy.get('base-uri')).toBe("'none'");
});

test('files whose names change with their content are kept by browsers; others are asked for again', async () => {
  const asset = await cloud.anonymous.call('GET', '/assets/main-AB12.js', undefined, { 'accept-encoding': 'identity' });
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(asset.text).toBe(script);
  const theme = await cloud.anonymous.call('GET', '/theme.js');
  expect(theme.headers.get('cache-control')).toBe('no-cache');
  const etag = theme.headers.get('etag') ?? '';
  expect((await cloud.anonymous.call('GET', '/theme.js', undefined, { 'if-none-match': etag })).status).toBe(304);
});

test('what was compressed at the build is sent so, to those who understand it', async () => {
  const packed = await cloud.anonymous.call('GET', '/assets/main-AB12.js', undefined, {
    'accept-encoding': 'br, gzip',
  });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.text).toBe(script);
  const refused = await cloud.anonymous.call('GET', '/assets/main-AB12.js', undefined, {
    'accept-encoding': 'gzip;q=0',
  });
  expect(refused.headers.get('content-encoding')).toBeNull();
});

test.each(['/v1/nothing', '/assets/gone-XY.js', '/docs/nothing', '/v1'])(
  '%s is no page of the console',
  async (path) => {
    const { status, body } = await cloud.anonymous.call('GET', path, undefined, browser);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'no-such-route' });
  },
);

test('a program that mistypes an address gets a problem, not a page', async () => {
  const { status, body } = await cloud.anonymous.call('GET', '/instances/12', undefined, {
    accept: 'application/json',
  });
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'no-such-route' });
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/assets/%2e%2e/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/.hidden.js',
  '/assets/main-AB12.js.gz',
])('no way leads out of the directory: %s', async (path) => {
  const { port } = new URL(cloud.frontEnd.url);
  // Without fetch, which would tidy the path up.
  const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { accept: '*/*' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
  expect(answer.status).toBe(404);
  expect(answer.text).not.toContain('not for you');
  expect(answer.text).not.toContain('hidden');
});

test('without a console people are led to the documentation', async () => {
  const bare = await startFrontEnd();
  try {
    const { status, text } = await bare.anonymous.call('GET', '/', undefined, browser);
    expect(status).toBe(200);
    expect(text).toContain('openapi');
  } finally {
    await bare.close();
  }
});
