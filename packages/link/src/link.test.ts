import { afterEach, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from './testing/cloud.ts';

let cloud: TestCloud;
afterEach(() => cloud.close());

test('a child that joined talks with its parent over mutual TLS, both ways', async () => {
  cloud = await startTestCloud({
    accept: () => ({ requests: { hello: (body) => `parent heard ${JSON.stringify(body)}` } }),
  });
  const child = await cloud.child('7', {
    handlers: { requests: { hello: (body) => `child heard ${JSON.stringify(body)}` } },
  });
  expect(await child.request('hello', 'a')).toBe('parent heard "a"');
  expect(await cloud.parent.sessions.get('7')!.request('hello', 'b')).toBe('child heard "b"');
});
