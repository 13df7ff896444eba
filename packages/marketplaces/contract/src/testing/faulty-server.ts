/**
 * A real server on loopback that serves what it is given, with parts and ETags as others do, and misbehaves as it is told:
 * what stands between a marketplace and the fixture or the real server behind it. Its faults are settings.
 */
import { assertNever } from '@skerry/kit';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
}

export type Fault =
  /** Closes the connection after so many bytes of each answer. */
  | { readonly type: 'cut'; readonly after: number }
  /** Answers so. */
  | { readonly type: 'reply'; readonly reply: Reply }
  /** The answer, with another content. */
  | { readonly type: 'content'; readonly change: (content: Buffer) => Buffer }
  /** Does not know parts. */
  | { readonly type: 'no-parts' }
  /** Goes on after the end, for ever. */
  | { readonly type: 'endless' }
  /** Says nothing after so many bytes, and stays. */
  | { readonly type: 'silent'; readonly after: number };

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface FaultyServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly asked: readonly Asked[];
  /** For the next `times` requests whose path it is. */
  fault(path: (path: string) => boolean, fault: Fault, times?: number): void;
  heal(): void;
  /** Stops listening, as a server that is gone; `open` brings it back under the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export type Serve = (request: {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}) => Promise<Reply> | Reply;

interface Armed {
  readonly path: (path: string) => boolean;
  readonly fault: Fault;
  times: number;
}

export async function createFaultyServer(serve: Serve): Promise<FaultyServer> {
  const asked: Asked[] = [];
  let faults: Armed[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    asked.push({ path, headers: request.headers });
    const armed = faults.find((each) => each.times > 0 && each.path(path));
    if (armed) armed.times -= 1;
    const reply = armed?.fault.type === 'reply' ? armed.fault.reply : await serve({ path, headers: request.headers });
    send(request, response, reply, armed?.fault);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const down = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    fault: (path, fault, times = Infinity) => faults.push({ path, fault, times }),
    heal: () => {
      faults = [];
      asked.length = 0;
    },
    down,
    up: async () => void (server.listening || (await listen(port))),
    close: down,
  };
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply, fault: Fault | undefined): void {
  let whole: Buffer = Buffer.from(reply.body ?? '');
  if (fault?.type === 'content') whole = fault.change(whole);
  const etag = `"${createHash('sha256').update(whole).digest('hex').slice(0, 16)}"`;
  const from = reply.status === 200 && fault?.type !== 'no-parts' ? partOf(request, etag, whole.length) : undefined;
  const body = from === undefined ? whole : whole.subarray(from);
  const status = from === undefined ? reply.status : 206;
  const headers: OutgoingHttpHeaders = { ...reply.headers };
  if (reply.status === 200) headers['etag'] = etag;
  if (from !== undefined) headers['content-range'] = `bytes ${from}-${whole.length - 1}/${whole.length}`;
  if (fault?.type !== 'endless') headers['content-length'] = body.length;
  response.writeHead(status, headers);
  if (request.method === 'HEAD') return void response.end();
  switch (fault?.type) {
    case 'cut':
      response.write(body.subarray(0, fault.after), () => response.destroy());
      return;
    case 'silent':
      response.write(body.subarray(0, fault.after));
      return;
    case 'endless':
      goOn(response, body);
      return;
    case 'content':
    case 'no-parts':
    case 'reply':
    case undefined:
      response.end(body);
      return;
    default:
      assertNever(fault);
  }
}

function goOn(response: ServerResponse, body: Buffer): void {
  const more = Buffer.alloc(16 * 1024, 'x');
  const write = () => {
    while (!response.destroyed && response.write(more));
  };
  response.on('drain', write);
  response.on('error', () => {});
  response.write(body, write);
}

/** Where the part begins that is asked for; nothing: all of it. */
function partOf({ headers }: IncomingMessage, etag: string, size: number): number | undefined {
  const from = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const same = headers['if-range'] === undefined || headers['if-range'] === etag;
  return from !== undefined && same && Number(from) < size ? Number(from) : undefined;
}
