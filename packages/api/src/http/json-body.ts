import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';

/** Levels of `[` and `{`. Deeper serves nobody, and checks that walk a value by calling themselves would overflow. */
const deepest = 64;

/** Bodies are one JSON value in UTF-8, not compressed; everything else is refused with a sentence. */
export function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['text/plain']);
  app.removeContentTypeParser('application/json');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const problem = problemOf(request, body);
    if (problem !== undefined) return done(problem);
    // A client that always names a type, with nothing to say, means no body.
    if (body.length === 0) return done(null, undefined);
    void parse(request, body.toString(), (error, value) => (error ? done(refusalOf(body, error)) : done(null, value)));
  });
}

function problemOf(request: FastifyRequest, body: Buffer): RequestError | undefined {
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') {
    return new RequestError('unsupported-media-type', 'The body is compressed; send it as it is.');
  }
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    return new RequestError('unsupported-media-type', 'The body is not sent in UTF-8.');
  }
  if (!isUtf8(body)) return malformed('The body is not UTF-8.');
  return nestsTooDeeply(body) ? malformed(`The body is nested more than ${deepest} levels deep.`) : undefined;
}

/** Why the parser refused it: some well-formed names are dangerous to programs that copy them, and refused too. */
function refusalOf(body: Buffer, refusal: Error): RequestError {
  try {
    JSON.parse(body.toString());
  } catch (error) {
    return malformed(`The body is not JSON: ${(error as Error).message}`, refusal);
  }
  return malformed(
    'The body holds a key "__proto__", or "prototype" in a "constructor". Choose another name.',
    refusal,
  );
}

const malformed = (message: string, cause?: Error) =>
  new RequestError('malformed-json', /[.!?]$/.test(message) ? message : `${message}.`, { cause });

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

function nestsTooDeeply(body: Buffer): boolean {
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === quote) i = endOfText(body, i + 1);
    else if (opening.has(byte)) {
      if (++depth > deepest) return true;
    } else if (closing.has(byte)) depth--;
  }
  return false;
}

/** Where the quote is that ends the text which begins at `from`. Most of a large body is text, and is not looked at byte by byte. */
function endOfText(body: Buffer, from: number): number {
  for (let at = body.indexOf(quote, from); at !== -1; at = body.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (body[at - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return body.length;
}
