import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { host, request } from '../testing/host.ts';
import {
  type Placement,
  type PlacementRequest,
  planPlacement,
  refusalReasons,
  schedule,
  type ScheduleHost,
} from './index.ts';

const full = { cpus: 0, memoryMiB: 16_000, diskMiB: 0 };

const offering = (...abilities: string[]): ScheduleHost['machines'] => ({ vm: { abilities, cpuModels: ['EPYC'] } });

describe('filters', () => {
  const cases: readonly [string, Partial<ScheduleHost>, Partial<PlacementRequest>][] = [
    ['other-host', {}, { hostId: 9 }],
    ['other-cluster', {}, { clusterId: 9 }],
    ['cluster-not-online', { clusterState: 'cut' }, {}],
    ['host-not-online', { state: 'cut' }, {}],
    ['host-disabled', { state: 'disabled', admission: 'disabled' }, {}],
    ['kind-unavailable', { runtimes: ['container'] }, {}],
    ['architecture-differs', { architecture: 'aarch64' }, { architecture: 'x86_64' }],
    ['devices-lacking', {}, { machine: { tablet: true } }],
    ['uefi-lacking', { machines: offering('devices') }, { machine: { firmware: 'uefi', tpm: true } }],
    ['secure-boot-lacking', { machines: offering('devices', 'uefi') }, { machine: { secureBoot: true } }],
    ['tpm-lacking', { machines: offering('devices', 'uefi') }, { machine: { firmware: 'uefi', tpm: true } }],
    ['cpu-model-lacking', { machines: offering('devices') }, { machine: { cpuModel: 'Haswell' } }],
    ['cpus-lacking', { reserved: { cpus: 32, memoryMiB: 0, diskMiB: 0 } }, {}],
    ['memory-lacking', { reserved: full }, {}],
    ['disk-lacking', { capacity: { cpus: 8, memoryMiB: 16_384, diskMiB: 100_000, diskFreeMiB: 2000 } }, {}],
    ['network-elsewhere', {}, { networks: [{ networkId: 4, clusterId: 3 }] }],
    ['addresses-lacking', {}, { fullClusters: [0, 3] }],
    ['labels-differ', { labels: { zone: 'b' } }, { labels: { zone: 'a', ssd: 'yes' } }],
    ['requirements-unmet', {}, { requirements: 'labels.zone == "a"' }],
    ['anti-affinity', { groups: new Map([['7/db', 1]]) }, { apart: { key: '7/db', group: 'db', mode: 'required' } }],
  ];

  it('there is a case for every reason, in the order in which they are asked', () => {
    expect(cases.map(([reason]) => reason)).toEqual(refusalReasons);
  });

  it.each(cases)('%s', (reason, bad, asked) => {
    const plan = planPlacement({ hosts: [host(bad)] }, request(asked));
    expect(plan).toMatchObject({ placed: false, refused: { [reason]: 1 }, candidates: [] });
  });

  it('the usual machine goes to any host, also one that tells of no machines; another only where it can be made', () => {
    const able = host({ hostId: 2, machines: offering('devices', 'uefi', 'secure-boot', 'tpm') });
    const hosts = [host({ hostId: 1 }), able];
    const usual = planPlacement({ hosts }, request({ machine: { firmware: 'bios', tpm: false } }));
    expect(usual.candidates).toHaveLength(2);
    const asked = { secureBoot: true, tpm: true, cpuModel: 'EPYC' };
    expect(planPlacement({ hosts }, request({ machine: asked }))).toMatchObject({
      hostId: 2,
      refused: { 'devices-lacking': 1 },
    });
    const [first, second] = schedule({ hosts }, [request(), request({ machine: asked })]);
    expect([first?.placed, second?.hostId]).toEqual([true, 2]);
  });

  it('a host refused for two reasons counts for the first', () => {
    const plan = planPlacement({ hosts: [host({ state: 'cut', reserved: full })] }, request());
    expect(plan.refused).toEqual({ 'host-not-online': 1 });
  });

  it('every refusal is a sentence', () => {
    const text = cases.map(([, bad, asked]) => {
      const plan = planPlacement({ hosts: [host(bad)] }, request(asked));
      return `${plan.couldFitLater ? 'later' : 'never'}: ${plan.message}`;
    });
    text.push(planPlacement({ hosts: [] }, request()).message);
    text.push(planPlacement({ hosts: [host()] }, request({ requirements: 'zone == 1' })).message);
    const mixed = [
      host({ hostId: 1, state: 'cut' }),
      host({ hostId: 2, reserved: full }),
      host({ hostId: 3, reserved: full }),
    ];
    text.push(planPlacement({ hosts: mixed }, request()).message);
    return expect(`${text.join('\n')}\n`).toMatchFileSnapshot('../testing/refusals.golden.txt');
  });
});

describe('a later fit', () => {
  const later = (bad: Partial<ScheduleHost>, asked: Partial<PlacementRequest> = {}) =>
    planPlacement({ hosts: [host(bad)] }, request(asked)).couldFitLater;

  it('is promised where only a link, an admission or a reservation stands in the way', () => {
    expect(later({ state: 'cut' })).toBe(true);
    expect(later({ clusterState: 'cut' })).toBe(true);
    expect(later({ state: 'disabled', admission: 'disabled' })).toBe(true);
    expect(later({ reserved: full })).toBe(true);
    expect(later({ reserved: full }, { requirements: 'freeMemoryMiB > 8000' })).toBe(true);
  });

  it('is not promised where the host will never do', () => {
    expect(later({}, { memoryMiB: 20_000 })).toBe(false);
    expect(later({ state: 'joining', capacity: undefined })).toBe(false);
    expect(later({ state: 'cut' }, { hostId: 8 })).toBe(false);
    expect(later({ reserved: full }, { requirements: 'freeMemoryMiB > 80000' })).toBe(false);
  });
});

describe('ranks', () => {
  const hosts = [
    host({ hostId: 1, reserved: { cpus: 4, memoryMiB: 2048, diskMiB: 0 }, load: 0.9 }),
    host({ hostId: 2, reserved: { cpus: 0, memoryMiB: 8192, diskMiB: 0 }, load: 0.1 }),
    host({ hostId: 3, load: 0.5 }),
  ];

  it('pack takes the fullest, spread the emptiest, load the least busy', () => {
    const chosen = (rank: PlacementRequest['rank']) => planPlacement({ hosts }, request({ rank })).hostId;
    expect({ pack: chosen('pack'), spread: chosen('spread'), load: chosen('load') }).toEqual({
      pack: 2,
      spread: 3,
      load: 2,
    });
  });

  it('plans read like this', () => {
    const plans = (['pack', 'spread', 'load'] as const).map((rank) => planPlacement({ hosts }, request({ rank })));
    return expect(`${JSON.stringify(plans, null, 2)}\n`).toMatchFileSnapshot('../testing/plans.golden.json');
  });

  it('among equals the lowest id wins, whatever the order of the snapshot', () => {
    const equal = [host({ hostId: 5 }), host({ hostId: 3 }), host({ hostId: 4 })];
    expect(planPlacement({ hosts: equal }, request()).hostId).toBe(3);
  });

  it('spread lays a batch over all hosts, pack onto one', () => {
    const empty = [1, 2, 3].map((hostId) => host({ hostId }));
    const batch = (rank: PlacementRequest['rank']) =>
      schedule(
        { hosts: empty },
        [1, 2, 3].map((instanceId) => request({ instanceId, rank })),
      ).map((p) => p.hostId);
    expect(batch('spread')).toEqual([1, 2, 3]);
    expect(batch('load')).toEqual([1, 2, 3]);
    expect(batch('pack')).toEqual([1, 1, 1]);
  });
});

it('a batch sees its own reservations, also in its requirements', () => {
  const hosts = [host({ capacity: { cpus: 8, memoryMiB: 4096, diskMiB: 100_000 } })];
  const requests = [1, 2, 3, 4].map((instanceId) => request({ instanceId, requirements: 'freeMemoryMiB > 2048' }));
  expect(schedule({ hosts }, requests).map((p) => p.placed)).toEqual([true, true, false, false]);
});

it('a request with wrong requirements fails alone', () => {
  const [bad, good] = schedule({ hosts: [host()] }, [request({ requirements: 'cpus >' }), request({ instanceId: 2 })]);
  expect(bad).toMatchObject({ placed: false, failure: { code: 'requirements-invalid' } });
  expect(good).toMatchObject({ placed: true });
});

it('a plan lists no more candidates than people read, the chosen one first', () => {
  const hosts = Array.from({ length: 150 }, (_, hostId) => host({ hostId }));
  const plan = planPlacement({ hosts }, request());
  expect(plan.candidates).toHaveLength(100);
  expect(plan.candidates[0]?.hostId).toBe(plan.hostId);
});

describe('for any snapshot and batch', () => {
  const some = fc.constantFrom;
  const anyHost = fc
    .record({
      clusterId: fc.nat(2),
      state: some('online', 'online', 'online', 'cut', 'disabled', 'joining'),
      clusterState: some('online', 'online', 'cut'),
      runtimes: some(['vm', 'container'], ['container']),
      labels: some({}, { zone: 'a' }, { zone: 'b' }),
      capacity: fc.option(
        fc.record({
          cpus: fc.integer({ min: 1, max: 4 }),
          memoryMiB: fc.integer({ min: 512, max: 8192 }),
          diskMiB: fc.integer({ min: 1000, max: 20_000 }),
        }),
        { nil: undefined, freq: 9 },
      ),
      reserved: fc.record({ cpus: fc.nat(8), memoryMiB: fc.nat(2048), diskMiB: fc.nat(5000) }),
      load: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map((given) => given as Partial<ScheduleHost>);
  const anyHosts = fc
    .array(anyHost, { maxLength: 12 })
    .map((list) => list.map((given, hostId) => host({ ...given, hostId })));
  const anyRequest = fc
    .record({
      kind: some('vm', 'container'),
      cpus: fc.integer({ min: 1, max: 6 }),
      memoryMiB: fc.integer({ min: 16, max: 3000 }),
      diskMiB: fc.integer({ min: 1, max: 6000 }),
      rank: some('pack', 'spread', 'load'),
      requirements: some('', '', 'labels.zone == "a"', 'freeMemoryMiB > 1000', 'load < 0.5 || freeCpus > 4'),
    })
    .map((given) => given as Partial<PlacementRequest>);
  const anyBatch = fc
    .array(anyRequest, { maxLength: 30 })
    .map((list) => list.map((given, instanceId) => request({ ...given, instanceId })));

  it('no host is filled over its limits by a batch', () => {
    fc.assert(
      fc.property(anyHosts, anyBatch, (hosts, batch) => {
        const placements = schedule({ hosts }, batch);
        for (const h of hosts) {
          const here = batch.filter((_, i) => placements[i]?.hostId === h.hostId);
          if (here.length === 0) continue;
          const sum = (of: 'cpus' | 'memoryMiB' | 'diskMiB') => here.reduce((n, r) => n + r[of], h.reserved[of]);
          expect(sum('cpus')).toBeLessThanOrEqual((h.capacity?.cpus ?? 0) * 4);
          expect(sum('memoryMiB')).toBeLessThanOrEqual(h.capacity?.memoryMiB ?? 0);
          expect(sum('diskMiB')).toBeLessThanOrEqual(h.capacity?.diskMiB ?? 0);
          expect(h).toMatchObject({ state: 'online', clusterState: 'online' });
        }
      }),
    );
  });

  it('the order of the hosts does not matter', () => {
    fc.assert(
      fc.property(anyHosts, anyBatch, (hosts, batch) => {
        expect(schedule({ hosts: hosts.toReversed() }, batch)).toEqual(schedule({ hosts }, batch));
      }),
    );
  });

  it('each placement is what a single plan on the state before it says', () => {
    fc.assert(
      fc.property(anyHosts, anyBatch, (hosts, batch) => {
        let now: readonly ScheduleHost[] = hosts.map((h) => ({ ...h, load: undefined }));
        const placements = schedule({ hosts: now }, batch);
        placements.forEach((placement: Placement, i) => {
          const asked = batch[i] as PlacementRequest;
          const { candidates, ...alone } = planPlacement({ hosts: now }, asked);
          expect(alone).toEqual(placement);
          expect(candidates.length).toBe(
            now.length - Object.values(placement.refused).reduce((n, count) => n + count, 0),
          );
          now = now.map((h) => (h.hostId === placement.hostId ? { ...h, reserved: grown(h, asked) } : h));
        });
      }),
    );
  });

  it('one more host never makes a single request unplaceable, nor does asking for less', () => {
    fc.assert(
      fc.property(anyHosts, anyHost, anyRequest, (hosts, more, given) => {
        const asked = request(given);
        if (!planPlacement({ hosts }, asked).placed) return;
        const another = host({ ...more, hostId: hosts.length });
        expect(planPlacement({ hosts: [...hosts, another] }, asked).placed).toBe(true);
        expect(planPlacement({ hosts }, { ...asked, cpus: 1, memoryMiB: 16, diskMiB: 1 }).placed).toBe(true);
      }),
    );
  });

  it('what could fit later does fit once all hosts are online and empty, and what could not does not', () => {
    fc.assert(
      fc.property(anyHosts, anyRequest, (hosts, given) => {
        const asked = request(given);
        const plan = planPlacement({ hosts }, asked);
        if (plan.placed) return;
        const cleared = hosts.map((h) =>
          host({
            ...h,
            state: 'online',
            clusterState: 'online',
            reserved: { cpus: 0, memoryMiB: 0, diskMiB: 0 },
            load: 0,
          }),
        );
        expect(planPlacement({ hosts: cleared }, asked).placed).toBe(plan.couldFitLater);
      }),
    );
  });
});

function grown(h: ScheduleHost, by: PlacementRequest) {
  return {
    cpus: h.reserved.cpus + by.cpus,
    memoryMiB: h.reserved.memoryMiB + by.memoryMiB,
    diskMiB: h.reserved.diskMiB + by.diskMiB,
  };
}

describe('anti-affinity', () => {
  const apart = (mode: 'required' | 'preferred', group = 'db') => ({ key: `7/${group}`, group, mode });
  const three = [0, 1, 2].map((hostId) => host({ hostId }));

  it('required: members of a group never share a host, and the last one waits and says why', () => {
    const plans = schedule(
      { hosts: three },
      [1, 2, 3, 4].map((instanceId) => request({ instanceId, rank: 'pack', apart: apart('required') })),
    );
    expect(plans.map((p) => p.hostId)).toEqual([0, 1, 2, undefined]);
    expect(plans[3]).toMatchObject({ placed: false, couldFitLater: true, refused: { 'anti-affinity': 3 } });
    expect(plans[3]?.message).toContain('3 hosts: taken by another instance of the group "db".');
  });

  it('preferred: a host with fewer members comes first whatever its rank, and none is refused', () => {
    const hosts = [host({ hostId: 0, groups: new Map([['7/db', 2]]) }), ...three.slice(1)];
    const wanted = request({ rank: 'pack', apart: apart('preferred') });
    const plans = schedule({ hosts }, Array(5).fill(wanted));
    expect(plans.map((p) => p.hostId)).toEqual([1, 2, 1, 2, 1]);
    const { candidates } = planPlacement({ hosts }, wanted);
    expect(candidates.map((c) => c.hostId)).toEqual([1, 2, 0]);
    expect(candidates.every((c) => c.score >= 0 && c.score <= 1)).toBe(true);
  });

  it('another group, another owner and instances without a group do not count', () => {
    const hosts = [
      host({
        hostId: 0,
        groups: new Map([
          ['7/web', 1],
          ['8/db', 1],
        ]),
      }),
    ];
    expect(schedule({ hosts }, [request({ apart: apart('required') }), request()]).map((p) => p.hostId)).toEqual([
      0, 0,
    ]);
  });

  it('a reason that lasts is told before it', () => {
    const hosts = [host({ groups: new Map([['7/db', 1]]), admission: 'disabled', state: 'disabled' })];
    expect(schedule({ hosts }, [request({ apart: apart('required') })])[0]?.refused).toEqual({ 'host-disabled': 1 });
  });
});

it('requirements of what changes are asked again where something was reserved', () => {
  const hosts = [0, 1].map((hostId) => host({ hostId }));
  const plans = schedule(
    { hosts },
    Array(5).fill(request({ rank: 'pack', memoryMiB: 4096, requirements: 'freeMemoryMiB > 9000' })),
  );
  expect(plans.map((p) => p.hostId)).toEqual([0, 0, 1, 1, undefined]);
});
