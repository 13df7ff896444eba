import { createFakeCompute, createFakeGuests } from '@skerry/driver-compute-fake';
import { type ComputeDriver, type GuestPlan, guestSlots, identityOfSlot } from '@skerry/driver-contract';
import { createMemoryStore, type Store } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { GuestSlots } from '@skerry/agent/guests/guest-slots';

function host() {
  const guests = createFakeGuests();
  const compute = createFakeCompute({ kind: 'container', guests });
  const store = createMemoryStore();
  onTestFinished(async () => {
    await store.close();
    await compute.close();
  });
  const slots = (over: Store = store, drivers: readonly ComputeDriver[] = [compute]) => new GuestSlots(over, drivers);
  const run = (instanceId: number) => compute.start({ instanceId, identity: identityOfSlot(0) } as GuestPlan);
  return { guests, compute, store, slots, run };
}

const numbers = async (slots: GuestSlots, ids: readonly number[]) =>
  (await Promise.all(ids.map((id) => slots.of(id)))).map(({ slot }) => slot);

test('gives every guest the lowest free slot, all at once asked or not, and the same one again in the next life', async () => {
  const { slots } = host();
  const first = slots();
  expect(await numbers(first, [7, 9000, 7, 12])).toEqual([0, 1, 0, 2]);
  await first.release(9000);
  expect(await numbers(slots(), [12, 5, 7, 6])).toEqual([2, 1, 0, 3]);
});

test('instances whose numbers are a whole pool apart share no ids', async () => {
  const { slots } = host();
  const register = slots();
  const ranges = [await register.of(3), await register.of(3 + guestSlots)].map(({ idRange }) => idRange.first);
  expect(new Set(ranges).size).toBe(2);
});

test('a guest that runs keeps its slot, though nobody wants it any more', async () => {
  const { slots, run, compute } = host();
  const register = slots();
  await register.of(4);
  await run(4);
  await register.release(4);
  expect(await numbers(register, [5])).toEqual([1]);
  await compute.forceOff(4);
  await compute.remove(4);
  await register.release(4);
  expect(await numbers(register, [6])).toEqual([0]);
  expect(await register.holders()).toEqual([5, 6]);
});

test('what runs with ids that this store never gave keeps them, and nobody else gets them', async () => {
  const { slots, compute, run } = host();
  await run(40);
  const older: ComputeDriver = {
    ...compute,
    inspect: (id) => compute.inspect(id),
    list: async () => (await compute.list()).map((report) => ({ ...report, slot: 0 })),
  };
  const register = slots(undefined, [older]);
  expect(await numbers(register, [41, 40])).toEqual([1, 0]);
});

test('dying between any two steps gives no slot away twice', async () => {
  const { slots, store } = host();
  let deaths = 0;
  const dying: Store = {
    ...store,
    get: (key) => store.get(key),
    list: (prefix, options) => store.list(prefix, options),
    async commit(transaction) {
      deaths += 1;
      if (deaths % 2 === 0) await store.commit(transaction);
      throw new Error('killed');
    },
  };
  await expect(slots(dying).of(1)).rejects.toThrow('killed');
  await expect(slots(dying).of(2)).rejects.toThrow('killed');
  expect(await numbers(slots(), [3, 2, 1])).toEqual([1, 0, 2]);
});

test('a full host says so, and a slot that is given back is given out', async () => {
  const { slots } = host();
  const register = slots();
  for (let id = 1; id <= guestSlots; id++) await register.of(id);
  await expect(register.of(guestSlots + 1)).rejects.toMatchObject({ failure: { code: 'host-full' } });
  await register.release(17);
  expect(await numbers(register, [guestSlots + 1])).toEqual([16]);
});
