/**
 * A link over TLS with everything on it at once (commands, an image, a console) while its cable is cut, goes dead
 * without a word, and comes back, at random. Every command is carried out once and answered, every byte arrives, every
 * stream that was cut ends on both sides, and nothing stays queued.
 */
import { SkerryError } from '@skerry/kit';
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { LinkDuplex, Session } from './session/session.ts';
import { startTestCloud, type TestCloud } from './testing/cloud.ts';
import { type Proxy, startProxy } from './testing/proxy.ts';
import { until } from './testing/until.ts';

const { seed, rounds, timeoutMs } = campaign(1, 60_000);
const random = randomOf(seed);
const times = { heartbeatMs: 50, silenceMs: 300 };
/** With the usual delays the link would be away for most of the storm, and few faults would hit it. */
const retry = { firstMs: 20, maxMs: 200 };
const commands = 10_000;

let cloud: TestCloud;
let proxy: Proxy;
afterEach(async () => {
  await cloud.close();
  await proxy.close();
});

const image = Buffer.alloc(8 * 1024 * 1024);
for (let at = 0; at < image.length; at += 4) image.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
const digest = createHash('sha256').update(image).digest('hex');

function* slices(offset: number) {
  for (let at = offset; at < image.length; at += 30_000) yield image.subarray(at, at + 30_000);
}

const cutShort = (error: unknown): boolean => error instanceof SkerryError && error.failure.code === 'link-cut';

/** Reads on from where the last stream was cut. */
async function fetchImage(child: Session): Promise<{ digest: string; streams: number }> {
  const hash = createHash('sha256');
  let offset = 0;
  let streams = 0;
  while (offset < image.length) {
    await child.waitFor('connected', { deadlineMs: 30_000 });
    const stream = child.openStream('image', { offset });
    streams++;
    stream.end();
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        hash.update(chunk);
        offset += chunk.length;
      }
    } catch (error) {
      if (!cutShort(error)) throw error;
    }
  }
  return { digest: hash.digest('hex'), streams };
}

/** Types lines at a console and reads their echo; opens it again after each cut. Answers how often it was cut. */
async function type(child: Session, done: () => boolean): Promise<{ cuts: number; echoed: number }> {
  let cuts = 0;
  let echoed = 0;
  while (!done()) {
    await child.waitFor('connected', { deadlineMs: 30_000 });
    const stream = child.openStream('console', null);
    let heard = '';
    try {
      const typing = (async () => {
        for (let line = 0; !done() && !stream.destroyed; line++) {
          stream.write(`line ${line}\n`);
          await delay(10);
        }
        stream.end();
      })();
      for await (const chunk of stream as AsyncIterable<Buffer>) heard += chunk.toString();
      await typing;
    } catch (error) {
      if (!cutShort(error)) throw error;
      cuts++;
    }
    const lines = heard.split('\n').slice(0, -1);
    echoed += lines.length;
    expect(lines).toEqual(lines.map((_, i) => `line ${i}`));
  }
  return { cuts, echoed };
}

async function trouble(done: () => boolean): Promise<string[]> {
  const faults: string[] = [];
  while (!done()) {
    await delay(30 + random() * 250);
    if (random() < 0.5) {
      faults.push('cut');
      proxy.cut();
    } else {
      // Shorter than the silence that is allowed, or long enough to be found dead.
      const ms = random() < 0.5 ? 100 : 700;
      faults.push(`dead for ${ms} ms`);
      proxy.stall();
      await delay(ms);
      proxy.resume();
    }
  }
  return faults;
}

test(
  'commands are carried out once and answered, and streams lose no byte, whatever happens to the cable',
  async () => {
    for (let round = 0; round < rounds; round++) {
      const carriedOut = new Map<number, number>();
      const open = new Set<LinkDuplex>();
      const counted = (stream: LinkDuplex) => {
        open.add(stream);
        // Who only writes has ended with its last byte.
        for (const end of ['close', 'finish']) stream.once(end, () => open.delete(stream));
      };
      cloud = await startTestCloud({
        ...times,
        accept: () => ({
          requests: {
            work: async (body) => {
              const n = body as number;
              carriedOut.set(n, (carriedOut.get(n) ?? 0) + 1);
              if (n % 100 === 0) await delay(20);
              return n * 2;
            },
          },
          streams: {
            console: (stream) => {
              counted(stream);
              stream.on('error', () => undefined).pipe(stream);
            },
            image: async (stream, body) => {
              counted(stream);
              const { offset } = body as { offset: number };
              await pipeline(Readable.from(slices(offset)), stream);
            },
          },
        }),
      });
      proxy = await startProxy(cloud.parent.port);
      const child = await cloud.child('7', { urls: [cloud.url(proxy.port)], ...times, retry });
      await child.waitFor('connected', { deadlineMs: 5000 });
      let done = false;
      const isDone = () => done;
      const faults = trouble(isDone);
      const typed = type(child, isDone);
      const fetched = fetchImage(child);
      const asked: Promise<unknown>[] = [];
      for (let n = 0; n < commands; n++) {
        asked.push(child.request('work', n, { deadlineMs: 55_000 }));
        if (n % 250 === 249) await delay(40);
      }
      const answers = await Promise.all(asked);
      const { digest: arrived, streams } = await fetched;
      done = true;
      const told = await faults;
      const { cuts, echoed } = await typed;
      expect(answers).toEqual(Array.from({ length: commands }, (_, n) => n * 2));
      expect([...carriedOut.values()].every((times_) => times_ === 1)).toBe(true);
      expect(carriedOut.size).toBe(commands);
      expect(arrived).toBe(digest);
      const parent = cloud.parent.sessions.get('7');
      await until(() => open.size === 0, 'streams that were cut have ended at the parent');
      await until(() => child.queued.messages === 0 && parent?.queued.messages === 0, 'nothing is queued');
      expect(proxy.connections).toBeGreaterThan(1);
      console.log(
        `${told.length} faults, ${proxy.connections} connections, ${streams} streams for the image, ${cuts} consoles cut, ${echoed} lines`,
      );
      if (round < rounds - 1) {
        await cloud.close();
        await proxy.close();
      }
    }
  },
  timeoutMs,
);

test('a stall of one second cuts nothing with the usual settings, and what was said meanwhile arrives', async () => {
  const got: unknown[] = [];
  cloud = await startTestCloud({ accept: () => ({ notifications: { tell: (body) => void got.push(body) } }) });
  proxy = await startProxy(cloud.parent.port);
  const child = await cloud.child('7', { urls: [cloud.url(proxy.port)] });
  await child.waitFor('connected', { deadlineMs: 5000 });
  let cuts = 0;
  child.on('cut', () => cuts++);
  proxy.stall();
  for (let n = 0; n < 100; n++) child.notify('tell', n);
  await delay(1000);
  expect(got).toEqual([]);
  proxy.resume();
  await until(() => got.length === 100, 'all that was said');
  expect(got).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(cuts).toBe(0);
});

test('over the wire a child two versions back works, and one that is older is told clearly, again and again', async () => {
  cloud = await startTestCloud({ accept: () => ({ requests: { version: (_body, { version }) => version } }) });
  proxy = await startProxy(cloud.parent.port);
  const urls = [cloud.url(proxy.port)];
  const [, newest] = (await import('./session/settings.ts')).PROTOCOL_VERSIONS;
  const back = await cloud.child('7', { urls, versions: [newest - 2, newest - 2] });
  expect(await back.request('version', null)).toBe(newest - 2);
  const ahead = await cloud.child('8', { urls, versions: [newest + 1, newest + 3] });
  const failure = await new Promise((resolve) => ahead.on('refused', (event) => resolve(event.failure)));
  expect(failure).toMatchObject({ code: 'link-version', hint: expect.stringMatching(/\w/) });
  expect(ahead.state).toBe('cut');
  expect(await back.request('version', null)).toBe(newest - 2);
});
