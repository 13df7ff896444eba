import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstanceObservation } from '../instance/instance.ts';
import type { Happening, InstanceHistory } from './happening.ts';
import { type HappeningDraft, joined, withHappenings } from './history.ts';
import { happenedOnHost } from './on-host.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const empty: InstanceHistory = { instanceId: 1, happenings: [] };
const roomy = { happenings: 64, characters: 16_000 };

describe('a history', () => {
  test('grows at its end and is cut at its beginning, by number and by characters', () => {
    const many = Array.from(
      { length: 100 },
      (_, i): HappeningDraft => ({ at: at(i), what: 'crashed', log: 'x'.repeat(i) }),
    );
    const few = withHappenings(empty, many, { happenings: 5, characters: 100_000 });
    expect(few.happenings.map(({ number }) => number)).toEqual([95, 96, 97, 98, 99]);
    const short = withHappenings(empty, many, { happenings: 64, characters: 1000 });
    expect(JSON.stringify(short.happenings).length).toBeLessThanOrEqual(1010);
    expect(short.happenings.at(-1)?.number).toBe(99);
  });

  test('cuts what somebody else wrote: of a sentence the beginning, of a log the end', () => {
    const { happenings } = withHappenings(
      empty,
      [{ at: at(0), what: 'failed', message: `a${'x'.repeat(5000)}`, log: `${'x'.repeat(5000)}z` }],
      roomy,
    );
    expect(happenings[0]?.message).toHaveLength(300);
    expect(happenings[0]?.message).toMatch(/^a/);
    expect(happenings[0]?.log).toHaveLength(1000);
    expect(happenings[0]?.log).toMatch(/z$/);
  });

  test('says once that no host was found, as it was found last', () => {
    const drafts = ['one', 'two'].map((message, i): HappeningDraft => ({ at: at(i), what: 'unplaced', message }));
    const { happenings } = withHappenings(empty, drafts, roomy);
    expect(happenings.map(({ message }) => message)).toEqual(['two']);
  });
});

describe('what a host tells', () => {
  const onHost = (numbers: readonly number[]) =>
    numbers.map((number): Happening => ({ number, at: at(number * 2), what: 'started' }));

  test('stands between what its cluster wrote down, by time', () => {
    const own = withHappenings(
      empty,
      [1, 5].map((second): HappeningDraft => ({ at: at(second), what: 'command', commandId: second })),
      roomy,
    );
    const { happenings } = joined(own, 7, onHost([1, 2, 3]), roomy);
    expect(
      happenings.map(({ at: time, hostId }) => [Date.parse(time) / 1000 - Date.parse(at(0)) / 1000, hostId]),
    ).toEqual([
      [1, undefined],
      [2, 7],
      [4, 7],
      [5, undefined],
      [6, 7],
    ]);
  });

  test('is taken once, stays when the host has forgotten it, and is none of another host', () => {
    const once = joined(empty, 7, onHost([0, 1, 2]), roomy);
    expect(joined(once, 7, onHost([0, 1, 2]), roomy)).toBe(once);
    const later = joined(once, 7, onHost([2, 3]), roomy);
    expect(later.happenings.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(joined(later, 7, [], roomy)).toBe(later);
    // Its store was lost, and it counts anew.
    const anew = [{ number: 0, at: at(100), what: 'found' as const }];
    expect(joined(later, 7, anew, roomy).happenings).toHaveLength(5);
    expect(joined(later, 8, onHost([2]), roomy).happenings).toHaveLength(5);
  });

  test('whatever is told in whatever order, and whatever the clocks do: it comes to rest, in bounds', () => {
    const draft = fc.record({
      at: fc.integer({ min: 0, max: 50 }).map(at),
      what: fc.constantFrom('started' as const, 'crashed' as const),
    });
    const step = fc.record({ by: fc.constantFrom('host', 'cluster'), drafts: fc.array(draft, { maxLength: 5 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const bounds = { happenings: 8, characters: 600 };
        let host = empty;
        let cluster = empty;
        for (const { by, drafts } of steps) {
          if (by === 'host') host = withHappenings(host, drafts, { happenings: 4, characters: 300 });
          else cluster = withHappenings(cluster, drafts, bounds);
          const next = joined(cluster, 7, host.happenings, bounds);
          expect(joined(next, 7, host.happenings, bounds)).toEqual(next);
          expect(next.happenings.length).toBeLessThanOrEqual(bounds.happenings);
          const own = next.happenings.filter(({ hostId }) => hostId === 7).map(({ number }) => number);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
          cluster = next;
        }
      }),
    );
  });
});

describe('between two observations', () => {
  const seen = (given: Partial<InstanceObservation> = {}): InstanceObservation => ({
    reached: 1,
    guest: 'running',
    reboots: 0,
    crashes: 0,
    startedAt: at(0),
    ...given,
  });
  const intent = { generation: 1, power: 'running', reboots: 0, graceSeconds: 30 } as const;
  const between = (
    before: InstanceObservation | undefined,
    after: InstanceObservation,
    more: Partial<Parameters<typeof happenedOnHost>[0]> = {},
  ) => happenedOnHost({ before, after, intent, known: [], at: at(60), hostRestarted: false, ...more });
  const whats = (...given: Parameters<typeof between>) => between(...given).map(({ what }) => what);
  const starting = seen({ guest: 'prepared', startedAt: at(-9), step: { name: 'start-guest', since: at(58) } });
  const after = (what: Happening['what'], more: Partial<Happening> = {}) => ({
    known: [{ number: 0, at: at(0), what, ...more }],
  });

  test.each<[string, readonly unknown[], unknown]>([
    ['nothing has changed', [seen(), seen()], []],
    ['a guest crashed', [seen(), seen({ guest: 'crashed' })], [{ at: at(60), what: 'crashed', seconds: 60 }]],
    ['a guest shut itself down', [seen(), seen({ guest: 'prepared' })], [{ at: at(60), what: 'ended', seconds: 60 }]],
    [
      'the host was started anew',
      [seen(), seen({ guest: 'prepared' }), { hostRestarted: true }],
      [{ at: at(60), what: 'host-restarted', seconds: 60 }],
    ],
    [
      'it was asked to shut down',
      [seen(), seen({ guest: 'stopping' }), { intent: { ...intent, power: 'stopped', generation: 2 } }],
      [{ at: at(60), what: 'asked-to-end', generation: 2 }],
    ],
    [
      'it was stopped',
      [
        seen({ guest: 'stopping' }),
        seen({ guest: 'prepared' }),
        { intent: { ...intent, power: 'stopped', generation: 2 } },
      ],
      [{ at: at(60), what: 'stopped', seconds: 60, generation: 2 }],
    ],
    [
      'it was stopped by force',
      [
        seen({ step: { name: 'force-off-guest', since: at(1) } }),
        seen({ guest: 'prepared' }),
        { intent: { ...intent, power: 'stopped' } },
      ],
      [{ at: at(60), what: 'stopped', seconds: 60, forced: true, generation: 1 }],
    ],
    [
      'it was stopped to be rebooted',
      [seen({ guest: 'stopping' }), seen({ guest: 'prepared', reboots: 1 }), { intent: { ...intent, reboots: 1 } }],
      [{ at: at(60), what: 'stopped', toReboot: true, seconds: 60, generation: 1 }],
    ],
    ['a crashed guest was cleaned up', [seen({ guest: 'crashed' }), seen({ guest: 'prepared', crashes: 1 })], []],
    [
      'it was paused',
      [seen(), seen({ guest: 'paused' }), { intent: { ...intent, power: 'paused' } }],
      [{ at: at(60), what: 'paused', generation: 1 }],
    ],
    ['it paused by itself', [seen(), seen({ guest: 'paused' })], [{ at: at(60), what: 'paused' }]],
    ['a guest that nobody knew runs', [undefined, seen()], [{ at: at(60), what: 'found' }]],
    [
      'its image was fetched',
      [
        seen({ guest: 'none', step: { name: 'fetch-image', since: at(50) } }),
        seen({ guest: 'none', step: { name: 'create-disk', since: at(60) } }),
      ],
      [{ at: at(60), what: 'image-fetched', seconds: 10 }],
    ],
    [
      'it is deleted while its image is fetched',
      [
        seen({ guest: 'none', step: { name: 'fetch-image', since: at(50) } }),
        seen({ guest: 'none', step: { name: 'disconnect-network', since: at(60) } }),
      ],
      [],
    ],
    [
      'it was started',
      [starting, seen({ startedAt: at(60) })],
      [{ at: at(60), what: 'started', seconds: 2, generation: 1 }],
    ],
    [
      'it was started after a crash',
      [starting, seen({ startedAt: at(60) }), after('crashed')],
      [{ at: at(60), what: 'restored', seconds: 2 }],
    ],
    [
      'it was started after a host restart',
      [starting, seen({ startedAt: at(60) }), after('host-restarted')],
      [{ at: at(60), what: 'restored', seconds: 2 }],
    ],
    [
      'it was rebooted',
      [starting, seen({ startedAt: at(60) }), after('stopped', { toReboot: true })],
      [{ at: at(60), what: 'rebooted', seconds: 2, generation: 1 }],
    ],
    [
      'a clock was set back',
      [{ ...starting, step: { name: 'start-guest', since: at(90) } }, seen({ startedAt: at(60) })],
      [{ at: at(60), what: 'started', generation: 1 }],
    ],
  ])('%s', (_, given, wanted) => {
    expect(between(...(given as Parameters<typeof between>))).toEqual(wanted);
  });

  test('a failure is told once, and once that it is mended', () => {
    const failure = {
      step: 'start-guest',
      code: 'guest-start-failed',
      message: 'No.',
      attempts: 1,
      nextTryAt: at(61),
    } as const;
    const failed = { ...starting, failure };
    expect(whats(starting, failed)).toEqual(['failed']);
    expect(whats(failed, { ...failed, failure: { ...failure, attempts: 2 } })).toEqual([]);
    expect(whats(failed, { ...failed, failure: { ...failure, code: 'guest-busy' } })).toEqual(['failed']);
    expect(whats(failed, seen({ startedAt: at(60) }))).toEqual(['started', 'mended']);
  });
});
