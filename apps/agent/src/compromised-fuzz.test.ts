/**
 * A host that is somebody else's program now: it says everything that a host can say, made from the schemas and then
 * spoilt, while guests run on another host of the cluster, instances are made, and the controller starts anew.
 */
import { instanceState } from '@skerry/domain';
import { type Said, saidOver } from '@skerry/front-end/testing/said-over-link';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestSite } from './testing/test-site.ts';

const { seed, rounds, timeoutMs } = campaign(1, 60_000);

let site: Awaited<ReturnType<typeof startTestSite>>;
beforeEach(async () => {
  site = await startTestSite();
});
afterEach(() => site.close());

const runs = (id: number) =>
  site.until(async () => {
    const instance = await site.mirrored(id);
    expect(instance && instanceState(instance)).toBe('running');
  }, 30_000);

type Session = Awaited<ReturnType<typeof site.joinBareHost>>['session'];

/** Whatever comes of it: an answer, a refusal, or nothing. */
async function say(session: Session, { kind, method, body }: Said): Promise<void> {
  const json = body as never;
  if (session.state !== 'connected') await session.waitFor('connected', { deadlineMs: 20_000 });
  try {
    if (kind === 'sample') session.sample(method, json);
    else if (kind === 'request') await session.request(method, json, { deadlineMs: 5_000 });
    else {
      const stream = session.openStream(method, json);
      stream.on('error', () => {});
      stream.resume().end();
      setTimeout(() => stream.destroy(), 300).unref();
    }
  } catch {
    // What the enemy is answered is its own affair.
  }
}

test(
  'whatever a compromised host says, its controller goes on, and the guests of another host do not notice',
  async () => {
    await site.create(1, { hostId: 0 });
    await runs(1);
    const guest = await site.drivers.compute[1].inspect(1);
    const { session } = await site.joinBareHost();
    let batches = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(saidOver('host', 'observations'), { minLength: 12, maxLength: 12 }), async (all) => {
        await Promise.all(all.map((said) => say(session, said)));
        if (++batches % 6 === 0) await site.restartController();
        if (batches % 3 !== 0) return;
        const id = 100 + batches;
        await site.create(id, { hostId: 0, nics: [] });
        await runs(id);
        await site.command(id, { type: 'delete', graceSeconds: 0 });
        await runs(1);
        expect(await site.drivers.compute[1].inspect(1)).toEqual(guest);
      }),
      { seed, numRuns: 18 * rounds, endOnFailure: true },
    );
    // It is still heard, and shown with what did not fit.
    const changes = [{ key: 'report', value: 5 }];
    const body = { feed: 'observations', origin: 'enemy', revision: 1, snapshot: 'no', changes };
    await say(session, { kind: 'request', method: 'feed.batch', body });
    await site.until(async () => {
      const status = await site.above.get('/mirror/0/host-status/1');
      expect((status?.value as { refusals?: { count: number } } | undefined)?.refusals?.count).toBeGreaterThan(0);
    });
  },
  timeoutMs,
);
