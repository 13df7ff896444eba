import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { faultsOf, type Route, type RouteId, routes } from '@skerry/contract';

export interface FakeRequest {
  readonly route: RouteId;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}
export interface FakeAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection breaks instead of an answer. */
  readonly break?: boolean;
}
export type Handler = (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>;
export type Handlers = Partial<Record<RouteId, Handler>>;

export const problem = (status: number, code: string, detail: string, more: object = {}): FakeAnswer => ({
  status,
  body: { type: `https://skerry.test/${code}`, title: code, status, detail, code, ...more },
});

export interface FakeServer {
  readonly url: string;
  readonly requests: FakeRequest[];
  /** `Last-Event-ID` of each connection to the event stream. */
  readonly streams: (string | undefined)[];
  handlers: Handlers;
  emit(id: string, event: string, data: unknown): void;
  /** Breaks all event streams. */
  dropStreams(): void;
  close(): Promise<void>;
}

/**
 * A server that understands requests by the contract's own schemas: what they refuse is answered with 400, and what a
 * handler answers must fit them too, so that a test cannot lie about the API.
 */
export async function fakeServer(handlers: Handlers): Promise<FakeServer> {
  const open = new Set<ServerResponse>();
  const history: { id: string; text: string }[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(problem(500, 'internal', String(error)).body));
    });
  });
  const fake: FakeServer = {
    url: '',
    requests: [],
    streams: [],
    handlers,
    emit(id, event, data) {
      const text = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      history.push({ id, text });
      for (const stream of open) stream.write(text);
    },
    dropStreams() {
      for (const stream of open) stream.destroy();
      open.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function stream(request: IncomingMessage, response: ServerResponse): void {
    const last = request.headers['last-event-id'];
    const after = typeof last === 'string' ? last : undefined;
    fake.streams.push(after);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: 20\nid: ${after ?? history.at(-1)?.id ?? '0'}\nevent: hello\ndata: {"revision":0}\n\n`);
    const from = after === undefined ? history.length : history.findIndex((h) => h.id === after) + 1;
    for (const { text } of history.slice(from)) response.write(text);
    open.add(response);
    response.on('close', () => open.delete(response));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === '/v1/events') return stream(request, response);
    const found = match(request.method ?? '', url.pathname);
    const handler = found && fake.handlers[found.id];
    if (!found || !handler) return send(response, problem(404, 'no-such-route', `There is no ${url.pathname}.`));
    const route: Route = routes[found.id];
    const text = await readAll(request);
    const query = route.query?.safeParse(queryOf(url.searchParams));
    const body = route.body?.safeParse(text === '' ? undefined : JSON.parse(text));
    const issues = [...(query?.error?.issues ?? []), ...(body?.error?.issues ?? [])];
    const call = {
      route: found.id,
      params: found.params,
      query: query?.data ?? {},
      body: body?.data,
      headers: request.headers,
    };
    fake.requests.push(call);
    if (issues.length > 0) {
      const errors = faultsOf(issues);
      return send(response, problem(400, 'invalid-request', 'The request is not right.', { errors, hint: 'Mend it.' }));
    }
    const result = await handler(call);
    if (result.break) {
      request.socket.destroy();
      return;
    }
    if ((result.status ?? 200) < 400) route.response?.parse(result.body);
    send(response, { status: route.success, ...result });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** As the front-end reads it: what is given more than once is a list. */
function queryOf(given: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(given.keys())].map((key) => {
      const values = given.getAll(key);
      return [key, values.length === 1 ? (values[0] as string) : values];
    }),
  );
}

function send(response: ServerResponse, { status = 200, body, headers = {} }: FakeAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function match(method: string, path: string): { id: RouteId; params: Record<string, string> } | undefined {
  for (const [id, route] of Object.entries(routes)) {
    if (route.method !== method.toLowerCase()) continue;
    const pattern = new RegExp(`^${route.path.replace(/:([a-z]+)/gi, '(?<$1>[^/]+)')}$`);
    const found = pattern.exec(path);
    if (found) return { id: id as RouteId, params: { ...found.groups } };
  }
  return undefined;
}
