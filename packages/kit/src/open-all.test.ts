import { expect, test } from 'vitest';
import { openAll } from './open-all.ts';

test('what is open is closed in reverse, once', async () => {
  const closed: string[] = [];
  const { opened, close } = await openAll(async (onClose) => {
    for (const part of ['store', 'link', 'loops']) onClose(() => closed.push(part));
    return 'all';
  });
  expect([opened, closed]).toEqual(['all', []]);
  await close();
  await close();
  expect(closed).toEqual(['loops', 'link', 'store']);
});

test('when the rest cannot be opened nothing is left, and it is said why, whatever closing says', async () => {
  const closed: string[] = [];
  const opening = openAll(async (onClose) => {
    onClose(() => closed.push('store'));
    onClose(() => Promise.reject(new Error('the link is stuck')));
    await Promise.reject(new Error('the port is taken'));
  });
  await expect(opening).rejects.toThrow('the port is taken');
  expect(closed).toEqual(['store']);
});

test('one that cannot be closed keeps no other open, and is told', async () => {
  const closed: string[] = [];
  const { close } = await openAll(async (onClose) => {
    onClose(() => closed.push('store'));
    onClose(() => {
      throw new Error('the link is stuck');
    });
    onClose(() => closed.push('loops'));
  });
  await expect(close()).rejects.toThrow('the link is stuck');
  expect(closed).toEqual(['loops', 'store']);
});
