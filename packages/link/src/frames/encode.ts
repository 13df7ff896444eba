import type { Failure } from '@skerry/kit';
import { linkError } from '../errors.ts';
import { checkText } from './check-text.ts';
import type { Data, TextFrame } from './frame.ts';
import { MAX_CHUNK_BYTES, MAX_METHOD, MAX_SENTENCE, METHOD } from './limits.ts';

/** Encodes a text frame. Throws `link-too-large` or `link-invalid-message` for what the other side would refuse. */
export function encodeText(frame: TextFrame): string {
  if ('method' in frame && (frame.method.length > MAX_METHOD || !METHOD.test(frame.method))) {
    throw linkError('link-invalid-message', undefined, { method: frame.method });
  }
  let text: string;
  try {
    text = JSON.stringify('body' in frame ? { ...frame, body: frame.body ?? null } : frame);
  } catch (cause) {
    throw linkError('link-invalid-message', undefined, { type: frame.type }, cause);
  }
  const wrong = checkText(text);
  if (wrong === undefined) return text;
  throw linkError(wrong === 'too-large' ? 'link-too-large' : 'link-invalid-message', undefined, { type: frame.type });
}

export const DATA_HEADER_BYTES = 5;

/** Encodes a stream chunk of 1 to 65536 bytes. */
export function encodeData({ stream, bytes }: Data): Uint8Array {
  if (bytes.length === 0 || bytes.length > MAX_CHUNK_BYTES) {
    throw linkError('link-invalid-message', undefined, { chunk: bytes.length });
  }
  const out = Buffer.allocUnsafe(DATA_HEADER_BYTES + bytes.length);
  out.writeUInt8(0x01, 0);
  out.writeUInt32BE(stream, 1);
  out.set(bytes, DATA_HEADER_BYTES);
  return out;
}

const cut = (text: string) => text.slice(0, MAX_SENTENCE);

/** A failure in the form the decoder takes: any failure can be answered, whatever a handler has put into it. */
export function wireFailure(failure: Failure): Failure {
  return {
    code: /^[a-z0-9-]{1,64}$/.test(failure.code) ? failure.code : 'internal',
    kind: failure.kind,
    message: cut(failure.message),
    ...(failure.hint === undefined ? {} : { hint: cut(failure.hint) }),
    ...(failure.field === undefined ? {} : { field: cut(failure.field) }),
  };
}
