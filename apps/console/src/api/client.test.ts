import { afterEach, expect, test } from 'vitest';
import { api } from './client.ts';

const page = globalThis as { skerryEarly?: unknown };
afterEach(() => delete page.skerryEarly);

test('the first client of a page takes what was asked early', async () => {
  const status = new Response('{"revision":7}', { headers: { 'content-type': 'application/json' } });
  page.skerryEarly = { at: performance.now(), answers: new Map([['/v1/status', Promise.resolve(status)]]) };
  expect((await api().callAny('status.get')).data).toEqual({ revision: 7 });
});
