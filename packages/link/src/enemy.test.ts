import { SkerryError } from '@skerry/kit';
import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeData, encodeText } from './frames/encode.ts';
import type { Frame } from './frames/frame.ts';
import { joinParent } from './join/join-parent.ts';
import { readCredentials } from './join/credentials.ts';
import type { Session } from './session/session.ts';
import { arbitraryFrame, arbitraryNoise, type Wire } from './testing/arbitrary-frame.ts';
import { startTestCloud, type TestCloud } from './testing/cloud.ts';

const { seed, rounds, timeoutMs } = campaign(100, 120);

/** A child with a valid certificate that does not keep to the protocol, beside one that does. */
let cloud: TestCloud;
let honest: Session;
let cuts = 0;
let heard = 0;

beforeAll(async () => {
  cloud = await startTestCloud({
    accept: () => ({
      requests: { ping: () => 'pong' },
      notifications: { tell: () => void heard++ },
      streams: { echo: (stream) => void stream.pipe(stream) },
    }),
  });
  honest = await cloud.child('1');
  await honest.waitFor('connected', { deadlineMs: 5000 });
  honest.on('cut', () => cuts++);
  await joinParent(cloud.token('2'), { dir: cloud.childDir('2'), role: 'host' });
});
afterAll(() => cloud.close());

/** Sends these as the enemy after a good hello (or not) and returns the code with which the parent closed, if it did. */
async function attack(wires: readonly Wire[], withHello = true): Promise<number | undefined> {
  const { key, certificate, authority } = readCredentials(cloud.childDir('2'))!;
  const ws = new WebSocket(`wss://127.0.0.1:${cloud.parent.port}/link`, { ca: authority, cert: certificate, key });
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  ws.on('error', () => {});
  await new Promise((resolve) => ws.once('open', resolve));
  const hello: Frame = { type: 'hello', versions: [1, 3], session: crypto.randomUUID(), peer: null, received: 0 };
  if (withHello) ws.send(encodeText(hello));
  for (const [bytes, binary] of wires) ws.send(bytes, { binary });
  ws.close(1000);
  const code = await closed;
  return code === 1000 ? undefined : code;
}

const encode = (frame: Frame): Wire =>
  frame.type === 'data' ? [encodeData(frame), true] : [Buffer.from(encodeText(frame)), false];
const textWire = (text: string): Wire => [Buffer.from(text), false];

async function honestIsWell() {
  expect(await honest.request('ping', null, { deadlineMs: 2000 })).toBe('pong');
  expect(cuts).toBe(0);
}

test.each<[string, Wire[], number]>([
  ['no JSON', [textWire('{')], 4001],
  ['an unknown frame', [textWire('{"type":"x"}')], 4001],
  ['deep JSON', [textWire('['.repeat(500_000))], 4001],
  ['a frame of 2 MiB', [textWire('x'.repeat(2 * 1024 * 1024))], 1009],
  ['a binary frame of 2 MiB', [[new Uint8Array(2 * 1024 * 1024), true]], 1009],
  ['a chunk of 64 KiB and a byte', [[new Uint8Array(5 + 65_537).fill(1), true]], 4001],
  ['a gap in the sequence', [textWire('{"type":"skip","seq":2}')], 4001],
  ['an acknowledgement of what was never sent', [textWire('{"type":"ack","seq":9}')], 4001],
  ['data for a stream that was never opened', [[Uint8Array.of(1, 0, 0, 0, 1, 1), true]], 4001],
  ['a stream with a number of ours', [textWire('{"type":"open","stream":2,"method":"echo","body":1}')], 4001],
  [
    'more stream data than the window',
    [
      textWire('{"type":"open","stream":1,"method":"hold","body":1}'),
      textWire('{"type":"end","stream":1}'),
      [Uint8Array.of(1, 0, 0, 0, 1, 1), true],
    ],
    4001,
  ],
  ['a second hello', [encode({ type: 'hello', versions: [1, 3], session: 'ab', peer: null, received: 0 })], 4001],
])('%s ends that connection alone, with a code', async (_name, wires, code) => {
  cloud.parent.sessions.get('2')?.handle({ streams: { hold: () => {} } });
  expect(await attack(wires)).toBe(code);
  await honestIsWell();
});

const ping = (seq: number) =>
  textWire(JSON.stringify({ type: 'request', seq, id: seq, method: 'ping', body: 1, deadlineMs: 9 }));

test('questions without end whose answers are never acknowledged end the connection', async () => {
  expect(await attack(Array.from({ length: 25_000 }, (_, i) => ping(i + 1)))).toBe(4005);
  await honestIsWell();
});

test('a message that is sent twice is handled once', async () => {
  let told = 0;
  cloud.parent.sessions.get('2')!.handle({ notifications: { once: () => void told++ } });
  const once = textWire('{"type":"notify","seq":1,"method":"once","body":1}');
  expect(await attack([once, once, once])).toBeUndefined();
  expect(told).toBe(1);
});

test('a first frame that is no hello ends the connection', async () => {
  expect(await attack([textWire('{"type":"ack","seq":0}')], false)).toBe(4001);
  await honestIsWell();
});

async function anything() {
  const wire = fc.oneof(arbitraryNoise(encode), arbitraryFrame.map(encode));
  let told = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(wire, { minLength: 1, maxLength: 20 }), fc.boolean(), async (wires, withHello) => {
      const attacking = attack(wires, withHello);
      honest.notify('tell', ++told);
      await attacking;
      await honestIsWell();
      expect(heard).toBe(told);
    }),
    { numRuns: rounds, seed },
  );
}
test('whatever an enemy sends, another child is not disturbed', anything, timeoutMs);

test('a peer that asks for answers and reads none is cut off before it fills our memory', async () => {
  const { key, certificate, authority } = readCredentials(cloud.childDir('2'))!;
  const ws = new WebSocket(`wss://127.0.0.1:${cloud.parent.port}/link`, { ca: authority, cert: certificate, key });
  ws.on('error', () => {});
  await new Promise((resolve) => ws.once('open', resolve));
  const session = cloud.parent.sessions.get('2')!;
  const sentence = 'x'.repeat(2000);
  const fails = () => {
    throw new SkerryError({ code: 'test', kind: 'refused', message: sentence, hint: sentence });
  };
  session.handle({ streams: { fails } });
  const cut = new Promise<string>((resolve) => session.on('cut', ({ reason }) => resolve(reason)));
  ws.send(encodeText({ type: 'hello', versions: [1, 3], session: crypto.randomUUID(), peer: null, received: 0 }));
  await session.waitFor('connected', { deadlineMs: 5000 });
  ws.pause();
  for (let i = 0; i < 10_000; i++) ws.send(encodeText({ type: 'open', stream: 2 * i + 1, method: 'fails', body: 1 }));
  expect(await cut).toBe('the other side does not read');
  ws.terminate();
  await honestIsWell();
});
