import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes, streamRoutes } from '@skerry/contract';
import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';

let cloud: TestFrontEnd;
beforeAll(async () => {
  cloud = await startFrontEnd();
});
afterAll(() => cloud.close());

const checkedIn = join(import.meta.dirname, '../../../../docs/api');
const update = process.env['UPDATE_API_DOCS'] === '1';

test('docs/api/openapi.json is the document that the route table makes (UPDATE_API_DOCS=1 writes it)', async () => {
  const { text, body } = await cloud.anonymous.call('GET', '/openapi.json');
  const path = join(checkedIn, 'openapi.json');
  // The formatter of the repository may break its lines otherwise.
  if (update) await writeFile(path, text);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(body);
});

test('docs/api/urls.txt lists every URL of the API (UPDATE_API_DOCS=1 writes it)', async () => {
  const lines = Object.entries(routes).map(
    ([id, r]) => `${r.method.toUpperCase().padEnd(6)} ${r.path.padEnd(36)} ${id}`,
  );
  for (const [id, { method, path }] of Object.entries(streamRoutes)) {
    lines.push(`${method.toUpperCase().padEnd(6)} ${path.padEnd(36)} ${id}`);
  }
  const text = `${lines.sort((a, b) => (a.slice(7) < b.slice(7) ? -1 : 1)).join('\n')}\n`;
  const path = join(checkedIn, 'urls.txt');
  if (update) await writeFile(path, text);
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('every reference in the document has its schema', async () => {
  const { text, body } = await cloud.anonymous.call<{ components: { schemas: object } }>('GET', '/openapi.json');
  const names = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1] as string));
  expect(names.size).toBeGreaterThan(20);
  for (const name of names) expect(Object.keys(body.components.schemas)).toContain(name);
  expect(text).not.toContain('$defs');
});

test('/docs is a page without scripts and without anything from elsewhere', async () => {
  const { text, headers, status } = await cloud.anonymous.call('GET', '/docs');
  expect(status).toBe(200);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|https?:\/\//);
  expect(text).not.toContain('undefined');
});

test('health is public; metrics are for administrators, count what there is, and tell no names', async () => {
  expect((await cloud.anonymous.call('GET', '/health')).body).toMatchObject({ status: 'ok' });
  const { body: measured } = await cloud.admin.call('POST', '/v1/clusters', { name: 'measured' });
  const { id } = measured as { id: number };
  expect((await cloud.anonymous.call('GET', '/metrics')).status).toBe(401);
  expect((await (await cloud.user('someone')).call('GET', '/metrics')).status).toBe(403);
  const { text } = await cloud.admin.call('GET', '/metrics');
  expect(text).toContain(`skerry_instances{state="running",cluster="${id}"} 0`);
  expect(text).not.toContain('measured');
  expect(text).toMatch(/skerry_http_request_seconds_count\{method="POST",route="\/v1\/clusters",status="201"\} 1/);
});
