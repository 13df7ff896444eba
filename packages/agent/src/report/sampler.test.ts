import { samplesPush } from '@skerry/contract';
import type { ComputeDriver } from '@skerry/driver-contract';
import { fakeClock } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countersOf } from '../../../domain/testing/counters.ts';
import { sample } from './sampler.ts';

/** Guest 1 runs, 2 is off, and of 3 a counter cannot be read; 4 is told by a driver that tells all at once. */
async function scene() {
  const heard: unknown[] = [];
  const pair = createLoopbackPair({ parent: { samples: { [samplesPush.method]: (body) => void heard.push(body) } } });
  onTestFinished(() => pair.close());
  await pair.connected();
  const one = {
    list: async () => [
      { instanceId: 1, state: 'running' },
      { instanceId: 2, state: 'prepared' },
      { instanceId: 3, state: 'paused' },
    ],
    sample: vi.fn(async (id: number) => countersOf({ cpuSeconds: id === 3 ? Number.NaN : id })),
  };
  const bulk = { bulkSamples: { sampleAll: async () => new Map([[4, countersOf()]]) } };
  const compute = [one, bulk] as unknown as ComputeDriver[];
  const hostCounters = async () => countersOf();
  const run = () => sample({ compute, hostCounters, hostId: 7, upward: pair.child, clock: fakeClock() });
  return { heard, pair, one, run };
}

test('the host and all that runs on it are told; one whose counters cannot be read takes no other with it', async () => {
  const { heard, one, run } = await scene();
  await run();
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  const [{ readings }] = heard as [{ readings: { subject: string; id: number }[] }];
  expect(readings.map(({ subject, id }) => `${subject} ${id}`)).toEqual(['host 7', 'instance 1', 'instance 4']);
  expect(one.sample.mock.calls.map(([id]) => id)).toEqual([1, 3]);
});

test('while nobody can be told nothing is read', async () => {
  const { pair, one, run } = await scene();
  pair.cut();
  await pair.child.waitFor('cut', { deadlineMs: 5000 });
  await run();
  expect(one.sample).not.toHaveBeenCalled();
});
