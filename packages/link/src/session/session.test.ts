import type { Json } from '@skerry/kit';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createLoopbackPair, type LoopbackOptions, type LoopbackPair } from '../loopback.ts';
import { loopbackTransports } from '../loopback-transport.ts';
import { until } from '../testing/until.ts';
import { LinkSession } from './link-session.ts';

let pair: LoopbackPair;
afterEach(() => pair?.close());
const start = (options?: LoopbackOptions) => (pair = createLoopbackPair(options));
const code = (code: string) => ({ failure: { code } });
const collect = () => {
  const got: Json[] = [];
  return { got, handlers: { notifications: { tell: (body: Json) => void got.push(body) } } };
};

describe('messages', () => {
  test('10,000 queued messages arrive in order, once each, across 5 cuts', async () => {
    const up = collect();
    start({ parent: up.handlers });
    pair.cut();
    for (let i = 0; i < 10_000; i++) pair.child.notify('tell', i);
    for (let cut = 1; cut <= 5; cut++) {
      pair.heal();
      await until(() => up.got.length >= cut * 1500, `${cut * 1500} messages`);
      pair.cut();
    }
    pair.heal();
    await until(() => up.got.length >= 10_000, 'all messages');
    await until(() => pair.child.queued.messages === 0, 'all acknowledged');
    expect(up.got).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  test('a request asked while cut is answered after the link heals', async () => {
    start({ parent: { requests: { twice: (body) => Number(body) * 2 } } });
    pair.cut();
    await pair.child.waitFor('cut', { deadlineMs: 1000 });
    const answer = pair.child.request('twice', 4);
    await expect(pair.child.request('twice', 4, { whenCut: 'fail' })).rejects.toMatchObject(code('link-cut'));
    pair.heal();
    expect(await answer).toBe(8);
  });

  test('a request whose answer was cut off runs once and is answered', async () => {
    let runs = 0;
    const work = Promise.withResolvers<Json>();
    start({
      parent: {
        requests: {
          work: () => {
            runs++;
            return work.promise;
          },
        },
      },
    });
    const answer = pair.child.request('work', null);
    await until(() => runs === 1, 'the request runs');
    pair.cut();
    await pair.parent.waitFor('cut', { deadlineMs: 1000 });
    work.resolve('done');
    await delay(10);
    pair.heal();
    expect(await answer).toBe('done');
    expect(runs).toBe(1);
  });

  test('a request ends at its deadline, its handler is told, and it is not executed later', async () => {
    const ran: Json[] = [];
    let told = false;
    start({
      parent: {
        requests: {
          hang: (_body, { signal }) =>
            new Promise(() => {
              signal.addEventListener('abort', () => {
                told = true;
              });
            }),
          note: (body) => void ran.push(body),
        },
      },
    });
    await expect(pair.child.request('hang', 1, { deadlineMs: 30 })).rejects.toMatchObject(code('link-deadline'));
    await until(() => told, 'the signal');
    pair.cut();
    await expect(pair.child.request('note', 'late', { deadlineMs: 20 })).rejects.toMatchObject(code('link-deadline'));
    pair.heal();
    await pair.child.request('note', 'in time');
    expect(ran).toEqual(['in time']);
  });

  test('beyond the bound, new messages fail and those queued arrive', async () => {
    const up = collect();
    start({ parent: up.handlers, maxQueuedMessages: 100 });
    pair.cut();
    for (let i = 0; i < 100; i++) pair.child.notify('tell', i);
    expect(() => pair.child.notify('tell', 100)).toThrowError('Too much is waiting');
    await expect(pair.child.request('x', 1)).rejects.toMatchObject(code('link-overloaded'));
    pair.heal();
    await until(() => up.got.length === 100, 'those queued');
    // They have arrived, and their receipts are on the way: until then they keep their places.
    await until(() => pair.child.queued.messages < 100, 'a receipt');
    pair.child.notify('tell', 'after');
    await until(() => up.got.at(-1) === 'after', 'room again');
  });

  test('a handler that does not end holds back the sender, not the memory', async () => {
    const gate = Promise.withResolvers<void>();
    let handled = 0;
    start({
      parent: {
        notifications: { tell: () => gate.promise.then(() => void handled++) },
        requests: { ping: () => 'pong' },
      },
      maxQueuedMessages: 2000,
    });
    const flood = () => {
      for (;;) pair.child.notify('tell', 1);
    };
    expect(flood).toThrowError('Too much is waiting');
    await pair.connected();
    await delay(50);
    // One window has left; everything else waits at the sender.
    expect(pair.child.queued.messages).toBe(2000);
    gate.resolve();
    await until(() => handled === 2000, 'all handled');
    expect(await pair.child.request('ping', null)).toBe('pong');
  });

  test('a body that is too large fails alone', async () => {
    start({ parent: { requests: { big: () => 'x'.repeat(2_000_000), small: () => 1 } } });
    await expect(pair.child.request('big', null)).rejects.toMatchObject(code('link-too-large'));
    await expect(pair.child.request('small', 'x'.repeat(2_000_000))).rejects.toMatchObject(code('link-too-large'));
    expect(await pair.child.request('small', null)).toBe(1);
    expect(pair.child.state).toBe('connected');
  });

  test('closing rejects what waits', async () => {
    start();
    pair.cut();
    const answer = expect(pair.child.request('x', 1)).rejects.toMatchObject(code('link-closed'));
    await pair.child.close();
    await answer;
    await expect(pair.child.request('x', 1)).rejects.toMatchObject(code('link-closed'));
    await expect(pair.child.waitFor('connected', { deadlineMs: 50 })).rejects.toMatchObject(code('link-closed'));
  });
});

describe('samples', () => {
  test('are dropped while cut, and the newest wins while the handler is busy', async () => {
    const got: Json[] = [];
    start({
      parent: {
        samples: {
          load: async (body) => {
            got.push(body);
            await delay(20);
          },
        },
      },
    });
    await pair.connected();
    for (let i = 0; i < 50; i++) {
      expect(pair.child.sample('load', i)).toBe(true);
      await delay(0);
    }
    await until(() => got.at(-1) === 49, 'the newest');
    expect(got.length).toBeLessThan(50);
    pair.cut();
    await pair.child.waitFor('cut', { deadlineMs: 1000 });
    expect(pair.child.sample('load', 'lost')).toBe(false);
  });

  test('of different sources do not take the place of each other, neither while there is no room nor on arrival', async () => {
    const got: Json[] = [];
    start({ parent: { samples: { load: (body) => void got.push(body) } } });
    await pair.connected();
    pair.child.notify('tell', 'x'.repeat(300 * 1024));
    for (const round of [1, 2]) {
      for (const source of ['a', 'b', 'c']) expect(pair.child.sample('load', `${source}${round}`, source)).toBe(true);
    }
    expect(pair.child.sample('load', 'whole')).toBe(true);
    await until(() => got.includes('whole'), 'what waited');
    expect(got).toEqual(['a2', 'b2', 'c2', 'whole']);
  });
});

describe('a restart of the other side', () => {
  test.each(['parent', 'child'] as const)('of the %s is told, and what waited is void', async (side) => {
    const other = side === 'parent' ? 'child' : 'parent';
    const received = collect();
    start({ [side]: received.handlers });
    await pair.connected();
    const survivor = pair[other];
    const events: string[] = [];
    survivor.on('restarted', () => {
      events.push('restarted');
      survivor.notify('tell', 'resync');
    });
    survivor.on('connected', ({ resumed }) => events.push(`connected ${resumed}`));
    const answer = survivor.request('never', null).catch((error: unknown) => error);
    await until(() => survivor.queued.messages === 0, 'sent');
    pair.cut();
    await survivor.waitFor('cut', { deadlineMs: 1000 });
    survivor.notify('tell', 'void');
    const waiting = expect(survivor.request('x', 1)).rejects.toMatchObject(code('link-restarted'));
    pair.restart(side);
    pair.heal();
    await waiting;
    await answer;
    await until(() => received.got.length > 0, 'the first message to the new life');
    expect(received.got).toEqual(['resync']);
    expect(events).toEqual(['restarted', 'connected false']);
  });

  test('is not told when only the link was cut, even before the first hello arrived', async () => {
    start();
    const restarts: string[] = [];
    for (const session of [pair.parent, pair.child]) session.on('restarted', () => restarts.push(session.id));
    for (let i = 0; i < 20; i++) {
      pair.heal();
      for (let turn = 0; turn < i % 4; turn++) await new Promise(setImmediate);
      pair.cut();
    }
    pair.heal();
    await pair.connected();
    expect(restarts).toEqual([]);
  });
});

const meet = (theirs: [number, number], mine: [number, number] = [1, 3]) => {
  const child = new LinkSession(true, { versions: theirs });
  const parent = new LinkSession(false, { versions: mine });
  const [up, down] = loopbackTransports();
  const refusals: string[] = [];
  child.on('refused', ({ failure }) => refusals.push(failure.message));
  const ends = [parent.attach(down), child.attach(up)];
  return { child, parent, refusals, ends };
};

describe('versions', () => {
  test('a child two versions back is understood', async () => {
    const { child, parent } = meet([1, 1]);
    await child.waitFor('connected', { deadlineMs: 1000 });
    parent.handle({ requests: { version: (_body, { version }) => version } });
    expect(await child.request('version', null)).toBe(1);
    await Promise.all([child.close(), parent.close()]);
  });

  test('the highest common one is chosen', async () => {
    const { child, parent } = meet([2, 9]);
    await child.waitFor('connected', { deadlineMs: 1000 });
    expect(child.version).toBe(3);
    await Promise.all([child.close(), parent.close()]);
  });

  test('an older child is refused with a sentence that says what to do', async () => {
    const { child, parent, refusals, ends } = meet([1, 2], [3, 5]);
    const [end] = await Promise.all(ends);
    expect(end).toMatchObject({ code: 4002, reason: expect.stringContaining('link-version') });
    expect(refusals.join()).toContain('We speak 1 to 2, the other side 3 to 5.');
    expect(child.state).toBe('cut');
    await Promise.all([child.close(), parent.close()]);
  });
});
