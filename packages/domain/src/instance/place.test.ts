import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instanceOf } from '../../testing/instance.ts';
import type { Instance, InstanceObservation } from './instance.ts';
import { loseWithHost } from './lose.ts';
import { isOfPlace, placedOn, placeOfInstance, placeRoles, roleProblem, underEpoch } from './place.ts';

const { hostId: _, ...nowhere } = instanceOf();
const seen: InstanceObservation = { reached: 1, guest: 'running', reboots: 0, crashes: 2 };

test('the first place is written as it always was, without an epoch', () => {
  expect(placedOn(nowhere, 4)).toEqual({ ...nowhere, hostId: 4 });
  expect(placeOfInstance(placedOn(nowhere, 4))).toEqual({ hostId: 4, epoch: 1 });
  expect(placeOfInstance(nowhere)).toBeUndefined();
});

test('each other place is later than all before, also after it had none or was lost; the same place is no change', () => {
  const at = (hosts: readonly number[]) => hosts.reduce<Instance>(placedOn, nowhere);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 }), (hosts) => {
      const moves = hosts.filter((host, i) => host !== hosts[i - 1]).length;
      expect(placeOfInstance(at(hosts))).toEqual({ hostId: hosts.at(-1), epoch: moves });
    }),
  );
  const same = placedOn(nowhere, 4);
  expect(placedOn(same, 4)).toBe(same);
  const { hostId: __, ...taken } = at([1, 2]);
  expect(placeOfInstance(placedOn(taken, 1))).toEqual({ hostId: 1, epoch: 3 });
  const lost = loseWithHost(at([1]), { hostId: 1, hostName: 'rack', at: '2026-01-01T00:00:00.000Z' });
  expect(placeOfInstance(placedOn(lost, 2))).toEqual({ hostId: 2, epoch: 2 });
});

test('with its place it loses what its host saw, and keeps its addresses', () => {
  const nics = [{ networkId: 1, address: '10.0.0.2', mac: '02:00:00:00:00:02' }];
  const placed = { ...instanceOf({ observed: seen }), spec: { ...instanceOf().spec, nics } };
  const moved = placedOn(placed, 2);
  expect(moved).toMatchObject({ hostId: 2, epoch: 2, spec: { nics } });
  expect(moved).not.toHaveProperty('observed');
});

test('a host is believed of the epoch that it was told, and of no other, also when the place comes back to it', () => {
  const words = [seen, { ...seen, epoch: 2 }, { ...seen, epoch: 3 }];
  const believed = [1, 2, 3].map((epoch) => words.map((word) => isOfPlace({ hostId: 1, epoch }, word)));
  expect(believed).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
  ]);
});

test('a host that is told of another epoch has reached nothing in it, and counts on', () => {
  expect(underEpoch(seen, {})).toBe(seen);
  expect(underEpoch(seen, { epoch: 2 })).toEqual({ ...seen, reached: -1, epoch: 2 });
  expect(underEpoch({ ...seen, epoch: 2 }, {})).toEqual({ ...seen, reached: -1 });
});

test('hosts are primaries, as they were before there were roles; the other roles are refused with a sentence', () => {
  expect([roleProblem(), roleProblem('primary')]).toEqual([undefined, undefined]);
  expect(placeRoles.filter((role) => roleProblem(role) !== undefined)).toEqual(['replica', 'incoming', 'outgoing']);
  expect(roleProblem('replica')).toMatch(/cannot be the replica of an instance\.$/);
});
