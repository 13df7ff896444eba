import type { Json } from '@skerry/kit';
import { checkText } from './check-text.ts';
import { DATA_HEADER_BYTES } from './encode.ts';
import { body, count, failure, type Fields, method, only, own, record, streamId, text } from './fields.ts';
import type { Frame, Hello, TextFrame } from './frame.ts';
import { MAX_CHUNK_BYTES, MAX_MESSAGE_BYTES } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

/** A day. Nobody waits longer on a link; what takes longer is an intent, not a request. */
export const MAX_DEADLINE_MS = 24 * 3600 * 1000;

/** One WebSocket message as a frame. Throws `ProtocolError`, and nothing else, for whatever bytes come. */
export function decodeFrame(data: Uint8Array, binary: boolean): Frame {
  return binary ? decodeData(data) : decodeText(data);
}

function decodeData(data: Uint8Array): Frame {
  if (data.length <= DATA_HEADER_BYTES || data.length > DATA_HEADER_BYTES + MAX_CHUNK_BYTES) {
    throw new ProtocolError('binary frame: wrong length');
  }
  if (data[0] !== 0x01) throw new ProtocolError('binary frame: unknown type');
  const stream = new DataView(data.buffer, data.byteOffset, data.length).getUint32(1);
  if (stream === 0) throw new ProtocolError('binary frame: stream 0');
  return { type: 'data', stream, bytes: data.subarray(DATA_HEADER_BYTES) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(data: Uint8Array): TextFrame {
  if (data.length > MAX_MESSAGE_BYTES) throw new ProtocolError('frame too large');
  let parsed: unknown;
  try {
    const string = utf8.decode(data);
    const wrong = checkText(string);
    if (wrong !== undefined) throw new ProtocolError(`frame ${wrong}`);
    parsed = JSON.parse(string);
  } catch (cause) {
    // The parser's own error quotes the text: it goes into no log.
    throw cause instanceof ProtocolError ? cause : new ProtocolError('no JSON');
  }
  const fields = record(parsed, 'frame');
  const type = own(fields, 'type');
  const read = typeof type === 'string' ? readers.get(type) : undefined;
  if (read === undefined) throw new ProtocolError('unknown frame type');
  return read(fields);
}

type Reader = (fields: Fields) => TextFrame;

const readers = new Map<string, Reader>(
  Object.entries({
    hello: readHello,
    request: (f) => {
      only(f, 'type', 'seq', 'id', 'method', 'body', 'deadlineMs');
      const deadlineMs = count(f, 'deadlineMs', 0, MAX_DEADLINE_MS);
      return { type: 'request', seq: seq(f), id: count(f, 'id', 1), method: method(f), body: body(f), deadlineMs };
    },
    response: (f) => {
      only(f, 'type', 'seq', 'id', 'body');
      return { type: 'response', seq: seq(f), id: count(f, 'id', 1), body: body(f) };
    },
    failure: (f) => {
      only(f, 'type', 'seq', 'id', 'failure');
      return { type: 'failure', seq: seq(f), id: count(f, 'id', 1), failure: failure(f) };
    },
    notify: (f) => {
      only(f, 'type', 'seq', 'method', 'body');
      return { type: 'notify', seq: seq(f), method: method(f), body: body(f) };
    },
    skip: (f) => {
      only(f, 'type', 'seq');
      return { type: 'skip', seq: seq(f) };
    },
    ack: (f) => {
      only(f, 'type', 'seq');
      return { type: 'ack', seq: count(f, 'seq') };
    },
    beat: (f) => {
      only(f, 'type', 'ack');
      return { type: 'beat', ack: count(f, 'ack') };
    },
    sample: (f) => {
      only(f, 'type', 'method', 'body');
      return { type: 'sample', method: method(f), body: body(f) };
    },
    open: (f) => {
      only(f, 'type', 'stream', 'method', 'body');
      return { type: 'open', stream: streamId(f), method: method(f), body: body(f) };
    },
    credit: (f) => {
      only(f, 'type', 'stream', 'bytes');
      return { type: 'credit', stream: streamId(f), bytes: count(f, 'bytes', 1, 0xffff_ffff) };
    },
    end: (f) => {
      only(f, 'type', 'stream');
      return { type: 'end', stream: streamId(f) };
    },
    abort: (f) => {
      only(f, 'type', 'stream', 'failure');
      return { type: 'abort', stream: streamId(f), failure: failure(f) };
    },
  } satisfies Record<TextFrame['type'], Reader>),
);

const seq = (fields: Fields): number => count(fields, 'seq', 1);

function readHello(fields: Fields): Hello {
  const versions: Json | undefined = own(fields, 'versions');
  if (!Array.isArray(versions) || versions.length !== 2) throw new ProtocolError('versions: no pair');
  const [min, max] = versions.map((n) => count({ n }, 'n', 1, 0xffff)) as [number, number];
  if (min > max) throw new ProtocolError('versions: upside down');
  const life = (name: string) => text(fields, name, /^[0-9a-f-]+$/, 36);
  const peer = own(fields, 'peer') === null ? null : life('peer');
  return { type: 'hello', versions: [min, max], session: life('session'), peer, received: count(fields, 'received') };
}
