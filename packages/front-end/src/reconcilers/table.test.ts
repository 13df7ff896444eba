import { SkerryError } from '@skerry/kit';
import { createMemoryStore, type Store } from '@skerry/store';
import { expect, onTestFinished, test } from 'vitest';
import { startFrontEnd } from '../testing/front-end.ts';
import { eventually } from '@skerry/api/testing/eventually';
import { joinWithHost } from '../testing/join-with-host.ts';

const full = new SkerryError({ code: 'store-full', kind: 'failed', message: 'The disk is full.' });

/** Refuses to write that a host is approved while it is told to. */
function refusing(): { readonly store: Store; refuses: boolean } {
  const over = createMemoryStore();
  const state = { store: over, refuses: true };
  const commit = over.commit.bind(over);
  over.commit = (transaction) => {
    const approves = transaction.writes.some(
      (write) =>
        write.key.startsWith('/catalogue/host/') && write.op === 'put' && 'approved' in (write.value as object),
    );
    return approves && state.refuses ? Promise.reject(full) : commit(transaction);
  };
  return state;
}

test('a host whose approval could not be written is approved later, and an administrator reads why it waits', async () => {
  const state = refusing();
  const front = await startFrontEnd({ store: state.store });
  onTestFinished(() => front.close());
  const { cluster, hostId } = await joinWithHost(front, 'harbour');
  onTestFinished(() => cluster.close());
  const told = async (client = front.admin) =>
    (await client.call<{ attention: { kind: string; sentence: string }[] }>('GET', '/v1/status')).body.attention
      .filter(({ kind }) => kind === 'status')
      .map(({ sentence }) => sentence);
  await eventually(async () => {
    expect(await told()).toEqual([
      'The reconciler "approval of hosts" fails with one thing and tries again: The disk is full.',
    ]);
  });
  expect(await told(await front.user('ann'))).toEqual([]);
  const { text } = await front.admin.call('GET', '/metrics');
  expect(text).toContain('skerry_reconciler_failing{reconciler="approval of hosts"} 1');
  state.refuses = false;
  await eventually(async () => {
    expect((await front.admin.call('GET', `/v1/hosts/${hostId}`)).body).toHaveProperty('approved');
    expect(await told()).toEqual([]);
  }, 15_000);
}, 30_000);
