import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFrame, arbitraryNoise, type Wire } from '../testing/arbitrary-frame.ts';
import { decodeFrame } from './decode.ts';
import { encodeData, encodeText, wireFailure } from './encode.ts';
import type { Frame } from './frame.ts';
import { MAX_CHUNK_BYTES, MAX_MESSAGE_BYTES } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

const encode = (frame: Frame): Wire =>
  frame.type === 'data' ? [encodeData(frame), true] : [Buffer.from(encodeText(frame)), false];

const decodeNoise = (bytes: Uint8Array, binary = false): Frame | ProtocolError => {
  try {
    return decodeFrame(bytes, binary);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
};
const refused = (text: string) => expect(() => decodeFrame(Buffer.from(text), false)).toThrow(ProtocolError);

describe('the decoder', () => {
  test('gives back what the encoder took', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        const [bytes, binary] = encode(frame);
        const again = decodeFrame(bytes, binary);
        expect(again.type === 'data' ? { ...again, bytes: Uint8Array.from(again.bytes) } : again).toEqual(frame);
      }),
      { numRuns: 500 },
    );
  });

  test('answers any bytes with a frame or a protocol error, and a frame it gives can be encoded', () => {
    fc.assert(
      fc.property(arbitraryNoise(encode), ([bytes, binary]) => {
        const frame = decodeNoise(bytes, binary);
        if (frame instanceof ProtocolError) {
          expect(Buffer.byteLength(frame.reason)).toBeLessThanOrEqual(123);
        } else expect(() => encode(frame)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['an unknown type', '{"type":"dance"}'],
    ['a type that is no text', '{"type":{"toString":1}}'],
    ['a type in a list', '{"type":["ack"],"seq":1}'],
    ['an unknown field', '{"type":"ack","seq":1,"more":1}'],
    ['an inherited field', '{"type":"constructor"}'],
    ['a fraction as a number', '{"type":"skip","seq":1.5}'],
    ['sequence number 0', '{"type":"skip","seq":0}'],
    ['a number too large to be exact', '{"type":"ack","seq":9007199254740993}'],
    ['a method with a slash', '{"type":"sample","method":"a/b","body":1}'],
    ['a missing body', '{"type":"sample","method":"a"}'],
    ['a failure of no kind', '{"type":"abort","stream":1,"failure":{"code":"a","message":""}}'],
    ['versions upside down', '{"type":"hello","versions":[3,1],"session":"a","peer":null,"received":0}'],
    ['two documents', '{"type":"ack","seq":1}{"type":"ack","seq":1}'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => refused(text));

  test('ignores unknown fields of a hello, which a later version may have', () => {
    const hello = { type: 'hello', versions: [1, 9], session: 'ab', peer: null, received: 0 };
    expect(decodeFrame(Buffer.from(JSON.stringify({ ...hello, colour: 'red' })), false)).toEqual(hello);
  });

  test('refuses nesting and size before it parses', () => {
    refused(`{"type":"sample","method":"a","body":${'['.repeat(65)}${']'.repeat(65)}}`);
    refused('['.repeat(MAX_MESSAGE_BYTES));
    refused(`{"type":"sample","method":"a","body":"${'x'.repeat(MAX_MESSAGE_BYTES)}"}`);
    expect(() => decodeFrame(new Uint8Array(MAX_CHUNK_BYTES + 6).fill(1), true)).toThrow(ProtocolError);
    expect(() => decodeFrame(Uint8Array.of(1, 0, 0, 0, 1), true)).toThrow(ProtocolError);
    expect(() => decodeFrame(Uint8Array.of(2, 0, 0, 0, 1, 1), true)).toThrow(ProtocolError);
  });
});

describe('the encoder', () => {
  test('refuses what the decoder would refuse', () => {
    const deep = JSON.parse('['.repeat(70) + ']'.repeat(70)) as never;
    expect(() => encodeText({ type: 'sample', method: 'a', body: deep })).toThrow('cannot be carried');
    expect(() => encodeText({ type: 'sample', method: 'A b', body: 1 })).toThrow('cannot be carried');
    expect(() => encodeText({ type: 'sample', method: 'a', body: 'é'.repeat(600_000) })).toThrow('1 MiB');
  });

  test('makes any failure fit to be sent', () => {
    const failure = wireFailure({ code: 'Bad Code', kind: 'failed', message: 'x'.repeat(5000), hint: 'h' });
    const [bytes] = encode({ type: 'abort', stream: 1, failure });
    expect(decodeFrame(bytes, false)).toMatchObject({ failure: { code: 'internal', hint: 'h' } });
  });
});
