import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Charge } from './charge.ts';
import { admit, type Bounds } from './admit.ts';
import { type QuotaDimension, quotaDimensions } from './dimensions.ts';
import { recordBytes } from './record-bytes.ts';
import { type Delta, deltaOf, Usage } from './usage.ts';

const most = (n: number) => Object.fromEntries(quotaDimensions.map((d) => [d, n])) as Record<QuotaDimension, number>;
const bounds: Bounds = { user: most(5), group: most(8) };
const ann = { userId: 1, groupIds: [1] };
const more = (instances: number): Delta => new Map([['user/1', { instances }]]);

it('admits up to the bound, refuses beyond it with what there is, and never refuses what gets less', () => {
  const used = (instances: number) => () => ({ instances });
  expect(admit(ann, more(1), used(4), bounds)).toBeUndefined();
  expect(admit(ann, more(1), used(5), bounds)).toMatchObject({
    dimension: 'instances',
    message: 'You may have at most 5 instances: there are 5, and this would add 1.',
  });
  expect(admit(ann, more(-1), used(50), bounds)).toBeUndefined();
  expect(admit(ann, more(0), used(50), bounds)).toBeUndefined();
  expect(admit({ userId: 1, groupIds: [0] }, more(1), used(50), bounds)).toBeUndefined();
  expect(admit({ userId: 2, groupIds: [1] }, more(1), used(5), bounds)?.message).toMatch(/^The user 1 may have/);
});

it('what is used is the sum of what is there, in whatever order records come, change and go', () => {
  const charge = fc.record({
    ownerId: fc.integer({ min: 0, max: 2 }),
    groupId: fc.integer({ min: 0, max: 2 }),
    amounts: fc.record({ instances: fc.nat(9), cpus: fc.nat(9) }, { requiredKeys: [] }),
  });
  const step = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.option(charge, { nil: undefined }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const usage = new Usage();
      const there = new Map<number, Charge>();
      for (const [record, value] of steps) {
        usage.set(String(record), value);
        if (value === undefined) there.delete(record);
        else there.set(record, value);
      }
      const sum = deltaOf([...there.values()], []);
      for (const account of ['user/0', 'user/1', 'user/2', 'group/0', 'group/1', 'group/2'] as const) {
        for (const dimension of quotaDimensions) {
          expect(usage.of(account)[dimension] ?? 0).toBe(sum.get(account)?.[dimension] ?? 0);
        }
      }
    }),
  );
});

it('a record costs what it takes in memory, not what it is as text', () => {
  const wide = Array.from({ length: 20_000 }, () => ({}));
  expect(JSON.stringify(wide).length).toBeLessThan(65_536);
  expect(recordBytes(wide)).toBeGreaterThan(600_000);
  expect(recordBytes('x'.repeat(1000))).toBeLessThan(1100);
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(recordBytes(deep)).toBeGreaterThan(3_000_000);
});
