import { request } from 'node:http';
import { connect } from 'node:net';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly chunked?: boolean;
}

/** Milliseconds. An answer that takes longer counts as none. */
const hangs = 15_000;

/** One request with exactly these bytes, as `fetch` would not send it. Rejects when there is no answer in time. */
export function send(url: string, { method, path, headers, body, chunked = false }: RawRequest): Promise<RawReply> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const length = chunked || body === undefined ? {} : { 'content-length': String(body.length) };
    const { hostname, port } = new URL(url);
    const outgoing = request(
      { hostname, port, path, method, headers: { ...length, ...headers }, timeout: hangs, setDefaultHeaders: true },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(parts).toString(),
            ms: performance.now() - began,
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path} was not answered.`)));
    outgoing.on('error', reject);
    if (chunked && body !== undefined)
      for (let at = 0; at < body.length; at += 97) outgoing.write(body.subarray(at, at + 97));
    outgoing.end(chunked ? undefined : body);
  });
}

/** What comes back for these bytes until the server closes, or has answered and waits for more. */
export function sendBytes(url: string, bytes: Buffer, end: boolean): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    let quiet: NodeJS.Timeout | undefined;
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (end) socket.end();
    });
    const timer = setTimeout(() => {
      socket.destroy();
      // Half a request waits for its other half: that is no hang of the server.
      resolve(text);
    }, 1500);
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(() => socket.destroy(), 50);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      clearTimeout(timer);
      clearTimeout(quiet);
      resolve(text);
    });
  });
}
