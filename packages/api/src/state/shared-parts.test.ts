import type { Group } from '@skerry/domain';
import { expect, test } from 'vitest';
import { SharedParts } from './shared-parts.ts';

const group = (id: number, labels: Record<string, string>): Group => ({
  id,
  name: `group-${id}`,
  ownerId: 0,
  groupId: 0,
  permissions: {
    owner: { use: true, manage: true, admin: false },
    group: { use: true, manage: false, admin: false },
    other: { use: false, manage: false, admin: false },
  },
  labels,
  createdAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
  attributes: {},
});

test('equal parts of different objects are one, and nothing else of them changes', () => {
  const shared = new SharedParts();
  const first = shared.in(group(1, { rack: 'a' }));
  const second = shared.in(group(2, { rack: 'a' }));
  const third = shared.in(group(3, { rack: 'b' }));
  expect(second).toEqual(group(2, { rack: 'a' }));
  expect(third).toEqual(group(3, { rack: 'b' }));
  expect(second.permissions).toBe(first.permissions);
  expect(second.labels).toBe(first.labels);
  expect(third.labels).not.toBe(first.labels);
  expect(third.attributes).toBe(first.attributes);
  expect(shared.in(second)).toBe(second);
});

test('what is large is not remembered: nobody fills this memory with parts that only he has', () => {
  const shared = new SharedParts();
  const large = () => group(1, { rack: 'x'.repeat(2000) });
  expect(shared.in(large()).labels).not.toBe(shared.in(large()).labels);
});
