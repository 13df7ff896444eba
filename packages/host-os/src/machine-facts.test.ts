import { release } from 'node:os';
import { expect, test } from 'vitest';
import { machineFacts, stepped } from './machine-facts.ts';

test('facts of this machine are those that the kernel tells', () => {
  const facts = machineFacts();
  expect(facts.kernel).toBe(release());
  expect(Date.parse(facts.bootedAt ?? '')).toBeLessThanOrEqual(Date.now());
  expect(facts.load).toBeGreaterThanOrEqual(0);
  for (const { sizeMiB } of facts.disks) expect(sizeMiB).toBeGreaterThanOrEqual(0);
  for (const { name } of facts.interfaces) expect(name).not.toBe('lo');
  expect(JSON.stringify(facts)).not.toMatch(/\\u00|\\n/);
});

test('the load is told in steps, so that a busy host does not tell all the time', () => {
  expect([0, 0.1, 0.2, 1.1, 1.2].map((load) => stepped(load, 1))).toEqual([0, 0, 0.25, 1, 1.25]);
  expect([0, 3, 5, 61].map((load) => stepped(load, 64))).toEqual([0, 0, 8, 64]);
});
