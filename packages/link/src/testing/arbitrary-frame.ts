import type { Json } from '@skerry/kit';
import * as fc from 'fast-check';
import type { Frame } from '../frames/frame.ts';

const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const stream = fc.integer({ min: 1, max: 0xffff_ffff });
const method = fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,9}(\.[a-z][a-zA-Z0-9-]{0,9}){0,3}$/);
const body = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const failure = fc.record(
  {
    code: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    kind: fc.constantFrom('refused', 'failed', 'bug'),
    message: fc.string(),
    hint: fc.string(),
    field: fc.string(),
  },
  { requiredKeys: ['code', 'kind', 'message'], noNullPrototype: true },
);
const type = <T extends string>(name: T) => fc.constant(name);

/** Every kind of frame that an honest peer may send. */
export const arbitraryFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    type: type('hello'),
    versions: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 99 })),
    session: fc.uuid(),
    peer: fc.option(fc.uuid()),
    received: fc.nat(),
  }),
  fc.record({ type: type('request'), seq: count, id: count, method, body, deadlineMs: fc.nat({ max: 86_400_000 }) }),
  fc.record({ type: type('response'), seq: count, id: count, body }),
  fc.record({ type: type('failure'), seq: count, id: count, failure }),
  fc.record({ type: type('notify'), seq: count, method, body }),
  fc.record({ type: type('skip'), seq: count }),
  fc.record({ type: type('ack'), seq: fc.nat() }),
  fc.record({ type: type('beat'), ack: fc.nat() }),
  fc.record({ type: type('sample'), method, body }),
  fc.record({ type: type('open'), stream, method, body }),
  fc.record({ type: type('credit'), stream, bytes: fc.integer({ min: 1, max: 0xffff_ffff }) }),
  fc.record({ type: type('end'), stream }),
  fc.record({ type: type('abort'), stream, failure }),
  fc.record({ type: type('data'), stream, bytes: fc.uint8Array({ minLength: 1, maxLength: 2000 }) }),
);

export type Wire = readonly [bytes: Uint8Array, binary: boolean];

/** Bytes with some of them changed, cut off or doubled. */
export function mutated(wire: fc.Arbitrary<Wire>): fc.Arbitrary<Wire> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const change = fc.record({
    kind: fc.constantFrom('set', 'drop', 'insert', 'cut'),
    place,
    byte: fc.nat({ max: 255 }),
  });
  return fc.tuple(wire, fc.array(change, { minLength: 1, maxLength: 8 })).map(([[bytes, binary], changes]) => {
    const out = [...bytes];
    for (const { kind, place, byte } of changes) {
      const at = Math.floor(place * out.length);
      if (kind === 'set') out[at] = byte;
      else if (kind === 'drop') out.splice(at, 1);
      else if (kind === 'insert') out.splice(at, 0, byte);
      else out.length = at;
    }
    return [Uint8Array.from(out), binary] as const;
  });
}

/** What an enemy may send: noise, JSON that is no frame, and frames with faults. */
export const arbitraryNoise = (encode: (frame: Frame) => Wire): fc.Arbitrary<Wire> =>
  fc.oneof(
    fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.boolean()),
    fc.json().map((text) => [Buffer.from(text), false] as const),
    fc.jsonValue().map((body) => [Buffer.from(JSON.stringify({ type: 'notify', seq: body, body })), false] as const),
    mutated(arbitraryFrame.map(encode)),
    fc
      .tuple(fc.constantFrom('[', '{"a":', '"'), fc.nat({ max: 5000 }))
      .map(([text, times]) => [Buffer.from(text.repeat(times)), false] as const),
  );
