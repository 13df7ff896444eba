import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { SkerryError } from '@skerry/kit';
import { afterEach, expect, test } from 'vitest';
import { createLoopbackPair, type LoopbackOptions, type LoopbackPair } from '../loopback.ts';
import { until } from '../testing/until.ts';
import type { LinkDuplex } from './session.ts';
import { MAX_STREAMS, STREAM_WINDOW_BYTES } from './settings.ts';

let pair: LoopbackPair;
afterEach(() => pair.close());
const start = async (options: LoopbackOptions) => {
  pair = createLoopbackPair(options);
  await pair.connected();
};
const hash = (block: Uint8Array) => createHash('sha256').update(block).digest('hex');
const errorOf = async (stream: LinkDuplex) => {
  const [error] = (await once(stream, 'error')) as [SkerryError];
  return error.failure;
};

test('bytes come back as they went, both ways at once, for several streams', async () => {
  await start({ parent: { streams: { echo: (stream) => void stream.pipe(stream) } } });
  const blocks = [1, 70_000, 3_000_000].map((size) => randomBytes(size));
  const echoes = blocks.map(async (block) => {
    const stream = pair.child.openStream('echo', null);
    stream.end(block);
    return await buffer(stream);
  });
  expect((await Promise.all(echoes)).map(hash)).toEqual(blocks.map(hash));
});

test('one direction may end while the other goes on', async () => {
  await start({
    parent: {
      streams: {
        count: async (stream, body) => {
          const bytes = await buffer(stream);
          stream.end(`${JSON.stringify(body)} ${bytes.length}`);
        },
      },
    },
  });
  const stream = pair.child.openStream('count', { disk: 1 });
  stream.end(Buffer.alloc(100_000));
  expect(await text(stream)).toBe('{"disk":1} 100000');
});

test('a slow reader bounds what is sent and what is held', async () => {
  let reader: LinkDuplex | undefined;
  await start({
    parent: {
      streams: {
        slow: (stream) => {
          reader = stream;
        },
      },
      requests: { ping: () => 'pong' },
    },
  });
  const stream = pair.child.openStream('slow', null);
  let written = 0;
  const total = 8 * 1024 * 1024;
  const writing = pipeline(async function* () {
    for (; written < total; written += 16_384) yield Buffer.alloc(16_384);
  }, stream);
  await until(() => reader !== undefined, 'the stream');
  // Messages pass while the stream is stopped, and tell that all that would move has moved.
  for (let i = 0; i < 5; i++) expect(await pair.child.request('ping', null)).toBe('pong');
  expect(written).toBeLessThan(STREAM_WINDOW_BYTES + 3 * 65_536);
  const received = await buffer(reader!);
  reader!.end();
  await writing;
  expect(received.length).toBe(total);
});

test('an abort reaches the other side with its reason', async () => {
  const failure = { code: 'disk-full', kind: 'failed', message: 'The disk is full.' } as const;
  await start({
    parent: {
      streams: {
        fails: async (stream) => {
          await once(stream, 'data');
          throw new SkerryError(failure);
        },
      },
    },
  });
  const stream = pair.child.openStream('fails', null);
  stream.write('x');
  expect(await errorOf(stream)).toEqual(failure);
  expect((await errorOf(pair.child.openStream('unknown', null))).code).toBe('link-unknown-method');
  expect(pair.child.state).toBe('connected');
});

test('a cut ends the streams and not the session', async () => {
  let reader: LinkDuplex | undefined;
  await start({
    parent: {
      streams: {
        hold: (stream) => {
          reader = stream;
        },
      },
    },
  });
  const stream = pair.child.openStream('hold', null);
  stream.write('x');
  await until(() => reader !== undefined, 'the stream');
  const errors = Promise.all([errorOf(stream), errorOf(reader!)]);
  pair.cut();
  expect((await errors).map(({ code }) => code)).toEqual(['link-cut', 'link-cut']);
  await pair.child.waitFor('cut', { deadlineMs: 1000 });
  expect((await errorOf(pair.child.openStream('hold', null))).code).toBe('link-cut');
  pair.heal();
  await pair.connected();
  expect(pair.child.openStream('hold', null).destroyed).toBe(false);
});

test('a handler that only writes leaves no stream behind: any number may follow each other', async () => {
  await start({ parent: { streams: { give: (stream) => void stream.end('all there is') } } });
  for (let n = 0; n < MAX_STREAMS + 10; n++) {
    const stream = pair.child.openStream('give', null);
    stream.end();
    expect(await text(stream)).toBe('all there is');
  }
});
