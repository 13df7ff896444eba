import { limitsWith } from '@skerry/domain';
import { expect, test } from 'vitest';
import { type PasswordLane, PasswordWork } from './password-work.ts';

/** Work that ends when it is told to, and in which order it began. */
function pretended(given: Parameters<typeof limitsWith>[0]) {
  const work = new PasswordWork(limitsWith(given));
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const add = (lane: PasswordLane, name: string, holder = name) =>
    work.run(lane, holder, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { add, begun, end: async (name: string) => (ends.get(name)?.(), settled()), settled };
}

test('a change takes one place, and a log-in never waits for a second change', async () => {
  const { add, begun, end, settled } = pretended({ 'password-work': 2 });
  const all = [add('change', 'c1'), add('change', 'c2'), add('change', 'c3'), add('log-in', 'l1'), add('known', 'k1')];
  await settled();
  expect(begun).toEqual(['c1', 'l1']);
  await end('l1');
  expect(begun).toEqual(['c1', 'l1', 'k1']);
  await end('c1');
  expect(begun).toEqual(['c1', 'l1', 'k1', 'c2']);
  for (const name of ['k1', 'c2', 'c3']) await end(name);
  expect(await Promise.all(all)).toEqual(['c1', 'c2', 'c3', 'l1', 'k1']);
});

test('who is known goes before strangers, and changes are not held up by either', async () => {
  const { add, begun, end, settled } = pretended({ 'password-work': 2 });
  const all = [add('log-in', 's1'), add('log-in', 's2'), add('log-in', 's3'), add('known', 'k1'), add('change', 'c1')];
  await settled();
  expect(begun).toEqual(['s1', 's2']);
  await end('s1');
  await end('s2');
  expect(begun).toEqual(['s1', 's2', 'c1', 'k1']);
  for (const name of ['c1', 'k1', 's3']) await end(name);
  await Promise.all(all);
});

test('a full lane refuses, the others go on; so does one holder that has enough', async () => {
  const { add, end, settled } = pretended({ 'password-work': 1, 'password-queue': 2, 'password-queue-each': 2 });
  const all = [add('log-in', 'a'), add('log-in', 'b'), add('log-in', 'c')];
  await settled();
  await expect(add('log-in', 'd')).rejects.toMatchObject({ failure: { code: 'busy' }, details: { retryAfter: 3 } });
  all.push(add('change', 'e', 'one'), add('change', 'f', 'one'));
  await expect(add('change', 'g', 'one')).rejects.toMatchObject({ failure: { code: 'busy' } });
  for (const name of ['a', 'e', 'b', 'c', 'f', 'b', 'f', 'c']) await end(name);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'e', 'f']);
});

test('work that fails gives its place back', async () => {
  const work = new PasswordWork(limitsWith({ 'password-work': 1, 'password-queue-each': 1 }));
  await expect(work.run('change', 'x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await work.run('change', 'x', async () => 'next')).toBe('next');
});
