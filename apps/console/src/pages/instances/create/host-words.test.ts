import { expect, test } from 'vitest';
import { hostWords, withCondition } from './host-words.ts';

test('each label and attribute is offered once, as a condition', () => {
  const words = hostWords([
    { labels: { zone: 'a', 'rack-1': 'x "y"' }, attributes: { gpu: 2, disks: { ssd: true } } },
    { labels: { zone: 'a' }, attributes: { gpu: 4 } },
  ]);
  expect(words).toEqual([
    'attributes.gpu == 2',
    'attributes.gpu == 4',
    'has(attributes.disks)',
    'labels.zone == "a"',
    String.raw`labels["rack-1"] == "x \"y\""`,
  ]);
});

test('a condition is added to what stands there, and only once', () => {
  expect(withCondition('', 'a == 1')).toBe('a == 1');
  expect(withCondition('cpus > 4', 'a == 1')).toBe('cpus > 4 && a == 1');
  expect(withCondition('b || c', 'a == 1')).toBe('(b || c) && a == 1');
  expect(withCondition('cpus > 4 && a == 1', 'a == 1')).toBe('cpus > 4 && a == 1');
});
