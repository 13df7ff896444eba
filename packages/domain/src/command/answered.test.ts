import { expect, test } from 'vitest';
import { answered, type Known } from './answered.ts';

const record = { outcome: 'accepted', commands: [1, 2] } as const;
const refused = (commandId: number, kind: 'refused' | 'failed' = 'refused'): Known => ({
  commandId,
  outcome: 'refused',
  failure: { code: 'host-full', kind, message: 'No room.' },
});
const applied = (commandId: number): Known => ({ commandId, outcome: 'applied' });
const of = (...known: Known[]) => answered(record, (id) => known[id - 1] ?? 'forgotten');

test('all applied is done; one that waits or is forgotten keeps it accepted', () => {
  expect(of(applied(1), applied(2))).toEqual({ ...record, outcome: 'done' });
  expect(of(applied(1), 'waiting')).toBe(record);
  expect(of('forgotten', applied(2))).toBe(record);
});

test('one that was refused decides, whatever the others do; what failed below is no refusal', () => {
  expect(of('waiting', refused(2))).toEqual({ ...record, outcome: 'refused', code: 'host-full', message: 'No room.' });
  expect(of(applied(1), refused(2, 'failed'))).toMatchObject({ outcome: 'failed' });
});

test('a record without commands, or with an outcome of its own, is left as it is', () => {
  for (const other of [{ outcome: 'accepted' }, { outcome: 'done', commands: [1] }] as const) {
    expect(answered(other, refused)).toBe(other);
  }
});
