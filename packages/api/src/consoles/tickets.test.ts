import { limitsWith } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { createMemoryStore } from '@skerry/store';
import { expect, test } from 'vitest';
import { ConsoleTickets } from './tickets.ts';

const grant = { userId: 3, tokenId: 1, instanceId: 2, type: 'serial' } as const;

test('a ticket of one front-end is good at another one over the same store, and of all only once', async () => {
  const store = createMemoryStore();
  const clock = fakeClock(new Date());
  const [one, two] = [1, 2].map(() => new ConsoleTickets(store, clock, limitsWith({}))) as [
    ConsoleTickets,
    ConsoleTickets,
  ];
  for (let i = 0; i < 20; i++) {
    const { ticket, writes } = await one.issue(grant);
    await store.commit({ writes });
    const found = await Promise.all([two.redeem(ticket), one.redeem(ticket), two.redeem(ticket)]);
    expect(found.filter((each) => each !== undefined)).toEqual([grant]);
  }
  const late = await one.issue(grant);
  await store.commit({ writes: late.writes });
  clock.advance(31_000);
  expect(await two.redeem(late.ticket)).toBeUndefined();
  expect(JSON.stringify(late.writes)).not.toContain(late.ticket);
  await store.close();
});
