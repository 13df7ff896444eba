import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { ownStore } from './own-store.ts';

test("a store is of the host that began it, and refuses to be another host's", async () => {
  const store = createMemoryStore();
  await ownStore(store, 3, '/var/lib/skerry/agent');
  await ownStore(store, 3, '/var/lib/skerry/agent');
  await expect(ownStore(store, 4, '/var/lib/skerry/agent')).rejects.toMatchObject({
    failure: {
      code: 'state-of-another-host',
      message: expect.stringContaining('is of host 3; this machine joined as host 4'),
    },
  });
});
