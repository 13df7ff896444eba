import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { countersOf } from '../../testing/counters.ts';
import { resolutions } from './sample-history.ts';
import { SampleRing } from './sample-ring.ts';
import { SampleRings } from './sample-rings.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const rates = (cpu: number, bytes = 0) => ({
  cpu,
  memoryBytes: bytes,
  diskReadBytesPerSecond: 0,
  diskWrittenBytesPerSecond: 0,
  networkReceivedBytesPerSecond: 0,
  networkSentBytesPerSecond: 0,
  guestMemoryBytes: 0,
});
/** Counters after `seconds` of half a processor and 1000 bytes a second. */
const counters = (seconds: number) =>
  countersOf({ cpuSeconds: seconds / 2, memoryBytes: 64 * 2 ** 20, diskReadBytes: seconds * 1000 });
const run = (rings: SampleRings, seconds: number, every = 10, from = 0) => {
  for (let s = from; s <= from + seconds; s += every) rings.push('instance', 1, start + s * 1000, counters(s));
};

it('readings become rates, an hour at ten seconds', () => {
  const rings = new SampleRings(() => true);
  run(rings, 3600);
  const { stepSeconds, points } = rings.read('instance', 1, start, start + 3600_000);
  expect(stepSeconds).toBe(10);
  expect(points).toHaveLength(360);
  expect(points[0]?.rates.cpu).toBeCloseTo(0.5, 2);
  expect(points[0]?.rates.diskReadBytesPerSecond).toBeGreaterThan(999);
  expect(points.at(-1)?.at).toBe(start + 3600_000);
  expect(rings.latest('instance', 1)?.rates.cpu).toBeCloseTo(0.5, 2);
});

it('a day and a week are kept as averages, and nothing grows beyond', () => {
  const rings = new SampleRings(() => true);
  run(rings, 8 * 86_400);
  const end = start + 8 * 86_400_000;
  for (const [span, step, length] of [
    [86_400, 300, 288],
    [604_800, 1800, 336],
  ] as const) {
    const { stepSeconds, points } = rings.read('instance', 1, end - span * 1000, end);
    expect(stepSeconds).toBe(step);
    expect(points.length).toBeGreaterThanOrEqual(length - 2);
    expect(points.length).toBeLessThanOrEqual(length + 1);
    for (const point of points) expect(point.rates.cpu).toBeCloseTo(0.5, 2);
  }
  expect(resolutions.reduce((bytes, r) => bytes + r.length * 12, 0)).toBeLessThanOrEqual(12 * 1024);
});

it('the finest resolution is taken that is wide enough and not finer than asked for', () => {
  const rings = new SampleRings(() => true);
  run(rings, 4000);
  const end = start + 4000_000;
  expect(rings.read('instance', 1, end - 600_000, end).stepSeconds).toBe(10);
  expect(rings.read('instance', 1, end - 600_000, end, 60).stepSeconds).toBe(300);
  expect(rings.read('instance', 1, end - 7200_000, end).stepSeconds).toBe(300);
  expect(rings.read('instance', 1, end - 2 * 86_400_000, end).stepSeconds).toBe(1800);
});

it('readings that drift against the steps leave no holes; readings that were missed do', () => {
  const rings = new SampleRings(() => true);
  run(rings, 300, 10.06);
  expect(rings.read('instance', 1, start, start + 300_000).points).toHaveLength(29);
  run(rings, 300, 10, 600);
  const { points } = rings.read('instance', 1, start, start + 900_000);
  expect(points.filter((p) => p.at > start + 310_000 && p.at < start + 570_000)).toEqual([]);
  expect(points.at(-1)?.at).toBe(start + 900_000);
});

it('a counter that goes back gives no rate, and a clock that goes back begins anew', () => {
  const rings = new SampleRings(() => true);
  run(rings, 60);
  rings.push('instance', 1, start + 70_000, counters(0));
  rings.push('instance', 1, start + 80_000, counters(10));
  const known = rings.read('instance', 1, start, start + 90_000).points.map((p) => (p.at - start) / 1000);
  expect(known).toEqual([10, 20, 30, 40, 50, 60, 80]);
  rings.push('instance', 1, start - 86_400_000, counters(0));
  expect(rings.read('instance', 1, start - 90_000_000, start + 90_000).points).toEqual([]);
});

it('a gap is filled by what others remember, and what was seen here stands', () => {
  const below = new SampleRings(() => true);
  run(below, 600);
  const above = new SampleRings(() => true);
  run(above, 100, 10, 500);
  const seen = above.read('instance', 1, start, start + 600_000).points;
  above.fill('instance', 1, below.all('instance', 1));
  const { points } = above.read('instance', 1, start, start + 600_000);
  expect(points).toHaveLength(60);
  expect(points.slice(-seen.length)).toEqual(seen);
});

it('every subject that exists is remembered, however many there are, and those that are gone make room', () => {
  const gone = new Set<number>();
  const rings = new SampleRings((subject, id) => subject === 'host' || !gone.has(id));
  const subjects = 21_000;
  for (let id = 0; id < subjects; id++) rings.push(id % 21 === 0 ? 'host' : 'instance', id, start, counters(0));
  expect(rings.size).toBe(subjects);
  for (let life = 1; life <= 4; life++) {
    for (let id = 0; id < subjects; id++) if (id % 21 !== 0) gone.add((life - 1) * subjects + id);
    for (let id = 0; id < subjects; id++)
      if (id % 21 !== 0) rings.push('instance', life * subjects + id, start, counters(0));
  }
  expect(rings.size).toBeLessThanOrEqual(2 * subjects);
  rings.push('host', 0, start + 10_000, counters(10));
  expect(rings.latest('host', 0)?.rates.cpu).toBeCloseTo(0.5, 2);
});

it('a ring forgets what is older, keeps order, and is off by less than a thousandth', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0, max: 128, noNaN: true })), {
        minLength: 1,
        maxLength: 60,
      }),
      fc.double({ min: 0, max: 2 ** 39, noNaN: true }),
      (puts, bytes) => {
        const ring = new SampleRing(10, 20);
        const expected = new Map<number, number>();
        let newest = 0;
        for (const [step, cpu] of puts) {
          newest = Math.max(newest, step);
          if (step > newest - 20) expected.set(step, cpu);
          ring.put(step * 10_000, rates(cpu, bytes));
        }
        for (const step of expected.keys()) if (step <= newest - 20) expected.delete(step);
        const points = ring.read(-1, 61 * 10_000);
        expect(points.map((p) => p.at / 10_000)).toEqual([...expected.keys()].sort((a, b) => a - b));
        for (const { at, rates: read } of points) {
          const cpu = expected.get(at / 10_000) ?? NaN;
          expect(Math.abs(read.cpu - cpu)).toBeLessThanOrEqual(0.001 + cpu * 0.001);
          expect(Math.abs(read.memoryBytes - bytes)).toBeLessThanOrEqual(1 + bytes * 0.001);
        }
      },
    ),
    { numRuns: 200, seed: 20261123 },
  );
});

it('a ring holds what a list of its last steps would, however they come', () => {
  const length = 100;
  const moves = fc.array(fc.oneof(fc.integer({ min: -120, max: 3 }), fc.constantFrom(1, 1, 1, 40, 99, 100, 101, 500)), {
    maxLength: 150,
  });
  fc.assert(
    fc.property(moves, (list) => {
      const ring = new SampleRing(10, length);
      const plain = new Map<number, number>();
      let newest = 1000;
      for (const [index, move] of list.entries()) {
        // The first of all is the newest, wherever it lies.
        const step = index === 0 ? newest : newest + move;
        ring.put(step * 10_000, rates(0, index));
        newest = Math.max(newest, step);
        plain.set(step, index);
        for (const old of [...plain.keys()].filter((each) => each <= newest - length)) plain.delete(old);
      }
      const held = ring.read(0, Number.MAX_SAFE_INTEGER).map(({ at, rates: r }) => [at / 10_000, r.memoryBytes]);
      expect(held).toEqual([...plain].sort(([a], [b]) => a - b));
    }),
  );
});

it('what was told longer ago than a minute, by our own clock, is not what is used now', () => {
  const rings = new SampleRings(() => true);
  rings.push('instance', 1, start, counters(0), 5_000);
  expect(rings.current('instance', 1, 5_000)).toBeUndefined();
  rings.push('instance', 1, start + 10_000, counters(10), 15_000);
  expect(rings.current('instance', 1, 75_000)?.rates.cpu).toBeCloseTo(0.5, 2);
  expect(rings.current('instance', 1, 75_001)).toBeUndefined();
  // The newest step alone, whatever lies behind it.
  expect(rings.current('instance', 1, 15_000)?.at).toBe(rings.read('instance', 1, 0, start + 20_000).points.at(-1)?.at);
});
