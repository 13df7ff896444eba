import { expect, test } from 'vitest';
import { didYouMean, distance, nearest } from './nearest.ts';

test.each([
  ['stat', ['state', 'kind', 'cluster'], ['state']],
  ['sate', ['state', 'kind', 'cluster'], ['state']],
  ['runing', ['running', 'stopped'], ['running']],
  ['memory', ['memoryMiB', 'cpus'], ['memoryMiB']],
  ['CLUSTER', ['cluster'], ['cluster']],
  ['clutser', ['cluster'], ['cluster']],
  ['ghost', ['state', 'cluster'], []],
  ['', ['state'], []],
  ['x'.repeat(10_000), ['state'], []],
])('%s among %j is %j', (word, known, expected) => {
  expect(nearest(word, known)).toEqual(expected);
});

test('what is near is asked for, and nothing where nothing is', () => {
  expect(didYouMean('host', ['hostId', 'name'])).toBe('Did you mean "hostId"?');
  expect(didYouMean('xyz', ['hostId', 'name'])).toBeUndefined();
});

test('two letters that changed places are one mistake', () => {
  expect([distance('web', 'wbe'), distance('web', 'web'), distance('', 'web')]).toEqual([1, 0, 3]);
});
