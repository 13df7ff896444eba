import { expect, test } from 'vitest';
import { LoadOnce } from './load-once.ts';

test('what is loaded is loaded once, also for many who ask at the same time', async () => {
  let loads = 0;
  const code = new LoadOnce(() => Promise.resolve(++loads));
  expect(code.loaded).toBeUndefined();
  expect(await Promise.all([code.get(), code.get()])).toEqual([1, 1]);
  expect(await code.get()).toBe(1);
  expect(code.loaded).toBe(1);
});

test('a failure is not kept: the next who asks tries again', async () => {
  const answers = [Promise.reject(new TypeError('Failed to fetch')), Promise.resolve('page')];
  const code = new LoadOnce(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
  await expect(code.get()).rejects.toThrow('Failed to fetch');
  expect(code.loaded).toBeUndefined();
  expect(await code.get()).toBe('page');
  expect(await code.get()).toBe('page');
});
