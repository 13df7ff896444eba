import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { digestOf } from './digest.ts';
import { sourceCodeOf } from './errors.ts';
import { Outbound, type OutboundOptions } from './outbound.ts';

let servers: Server[] = [];
let outbounds: Outbound[] = [];
let asked: IncomingMessage[] = [];

beforeEach(() => {
  [servers, outbounds, asked] = [[], [], []];
});
afterEach(async () => {
  for (const each of outbounds) each.close();
  for (const server of servers) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

function outbound(options: OutboundOptions = {}): Outbound {
  const made = new Outbound({
    addresses: { allowed: ['127.0.0.1'] },
    patience: { tries: 3, firstMs: 2, longestWaitMs: 20 },
    idleMs: 200,
    ...options,
  });
  outbounds.push(made);
  return made;
}

const codeOf = (promise: Promise<unknown>) => promise.then(() => undefined, sourceCodeOf);

describe('the address that is connected to is judged', () => {
  it.each(['http://localhost', 'http://127.1', 'http://0x7f.1', 'http://2130706433', 'http://[::ffff:127.0.0.1]'])(
    'however it is written: %s',
    async (written) => {
      const { port } = await serve((_, response) => response.end('secret'));
      const url = new URL(`${written}:${port}/`);
      expect(await codeOf(outbound({ addresses: {} }).read(url))).toBe('source-address-refused');
      expect(asked).toEqual([]);
    },
  );

  it('a name that means us now, and meant somebody else when it was looked at', async () => {
    const { port } = await serve((_, response) => response.end('secret'));
    let looks = 0;
    const resolve = async () => [{ address: looks++ === 0 ? '198.41.0.4' : '127.0.0.1', family: 4 }];
    await resolve();
    const careful = outbound({ addresses: {}, resolve });
    expect(await codeOf(careful.read(new URL(`http://rebind.example:${port}/`)))).toBe('source-address-refused');
    expect(looks).toBe(2);
  });

  it('of several addresses only those that may be reached are tried', async () => {
    const { port } = await serve((_, response) => response.end('ours'));
    const resolve = async () => [
      { address: '10.0.0.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const { body } = await outbound({ resolve }).read(new URL(`http://two.example:${port}/`));
    expect(body.toString()).toBe('ours');
  });

  it('a redirect is judged as the first question was', async () => {
    const other = await serve((_, response) => response.end('secret'));
    const first = await serve((_, response) => response.writeHead(302, { location: other.href }).end());
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const only = outbound({ addresses: { allowed: ['127.0.0.2/32'] }, resolve });
    expect(await codeOf(only.read(first))).toBe('source-address-refused');
    expect((await outbound().read(first)).body.toString()).toBe('secret');
  });
});

describe('what is told in confidence', () => {
  it('goes on to the same origin and to no other', async () => {
    const other = await serve((_, response) => response.end('there'));
    const first: URL = await serve((request, response) =>
      response.writeHead(302, { location: request.url === '/' ? '/again' : other.href }).end(),
    );
    const headers = () => ({ Authorization: 'Bearer secret', accept: 'x/y' });
    await outbound().read(first, { headers });
    expect(asked.map((request) => [request.headers.authorization, request.headers.accept])).toEqual([
      ['Bearer secret', 'x/y'],
      ['Bearer secret', 'x/y'],
      [undefined, 'x/y'],
    ]);
  });

  it('is not sent on at all when it is what we send', async () => {
    const first = await serve((_, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await codeOf(outbound().read(first, { method: 'POST', body: 'secret' }))).toBe('source-redirect-refused');
    expect(asked).toHaveLength(1);
  });

  it('is asked for once', async () => {
    const url = await serve((_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end());
    let challenges = 0;
    const unauthorized = async () => ++challenges > 0;
    expect(await codeOf(outbound().read(url, { unauthorized }))).toBe('source-refused');
    expect(challenges).toBe(1);
  });
});

describe('everything has a bound', () => {
  it('in bytes', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(1_001)));
    expect(await codeOf(outbound().read(url, { mostBytes: 1_000 }))).toBe('source-too-large');
    expect((await outbound().read(url, { mostBytes: 1_001 })).body).toHaveLength(1_001);
  });

  it('in headers', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(40_000) }).end());
    expect(await codeOf(outbound().read(url))).toBe('source-not-understood');
    expect(asked).toHaveLength(1);
  });

  it('in the time until the first byte, and between two', async () => {
    const silent = await serve(() => {});
    expect(await codeOf(outbound({ idleMs: 30 }).read(silent))).toBe('source-unreachable');
    expect(asked).toHaveLength(3);
    const stuck = await serve((_, response) => response.write('x'));
    expect(await codeOf(outbound({ idleMs: 30 }).read(stuck))).toBe('source-unreachable');
  });

  it('in the whole time of a small answer', async () => {
    const url = await serve((_, response) => {
      const drip = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(drip));
    });
    await expect(outbound({ wholeMs: 60 }).read(url)).rejects.toThrow('did not answer whole in 60 ms');
  });

  it('in how slowly it may come', async () => {
    const url = await serve((_, response) => {
      const drip = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(drip));
    });
    const all = async () => {
      for await (const _ of outbound({ idleMs: 100 }).download(url, { size: 1_000_000 }));
    };
    expect(await codeOf(all())).toBe('source-unreachable');
    expect(asked).toHaveLength(3);
  });

  it('in redirects', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
    expect(await codeOf(outbound().read(url))).toBe('source-redirect-refused');
    expect(asked).toHaveLength(9);
  });

  it('but a reader may be as slow as it likes', async () => {
    const content = Buffer.alloc(2_000_000, 'x');
    const url = await serve((_, response) => response.end(content));
    let bytes = 0;
    for await (const chunk of outbound({ idleMs: 300 }).download(url, { size: content.length })) {
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 900));
      bytes += chunk.length;
    }
    expect(bytes).toBe(content.length);
    expect(asked).toHaveLength(1);
  });
});

test('what is packed on the way is refused', async () => {
  const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
  expect(await codeOf(outbound().read(url))).toBe('source-not-understood');
  expect(asked[0]?.headers['accept-encoding']).toBe('identity');
});

test('a file that a server calls packed, as some do with .tar.gz, is taken as it lies there', async () => {
  const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'x-gzip' }).end('12345'));
  let text = '';
  for await (const chunk of outbound().download(url, { size: 5, digests: [{ digest: digestOf('12345') }] })) {
    text += chunk.toString();
  }
  expect(text).toBe('12345');
});

test('JSON of another shape says where, and no JSON says so', async () => {
  const shape = z.object({ list: z.array(z.object({ size: z.number() })) });
  const wrong = await serve((_, response) => response.end('{"list":[{"size":1},{"size":"2"}]}'));
  await expect(outbound().json(wrong, shape)).rejects.toThrow(/JSON of another kind\. At "list\.1\.size": /);
  const none = await serve((_, response) => response.end(Buffer.from([0xff])));
  await expect(outbound().json(none, shape)).rejects.toThrow(/is no JSON\.$/);
});

test('who stops reading holds no connection', async () => {
  const url = await serve((_, response) => response.end('12345'));
  const one = outbound();
  for (let i = 0; i < 20; i++) {
    for await (const chunk of one.download(url, {})) {
      expect(chunk.length).toBe(5);
      break;
    }
  }
  expect((await one.read(url)).body.toString()).toBe('12345');
});

test('a file that was changed while it came is not put together of two', async () => {
  let times = 0;
  const url = await serve((_, response) => {
    const etag = `"${times++}"`;
    response.writeHead(200, { etag, 'content-length': '1000' });
    response.write('x'.repeat(500), () => response.destroy());
  });
  const bytes: Buffer[] = [];
  const all = (async () => {
    for await (const chunk of outbound().download(url, { size: 1_000 })) bytes.push(chunk);
  })();
  expect(await codeOf(all)).toBe('source-changed');
  expect(Buffer.concat(bytes).length).toBeLessThanOrEqual(500);
  expect(asked[1]?.headers).toMatchObject({ range: 'bytes=500-', 'if-range': '"0"' });
});

test('a file of no size that is known is bounded all the same, and whole when the server says so', async () => {
  const url = await serve((_, response) => response.end('12345'));
  const read = async (mostBytes: number) => {
    let text = '';
    for await (const chunk of outbound().download(url, { mostBytes, digests: [{ digest: digestOf('12345') }] })) {
      text += chunk.toString();
    }
    return text;
  };
  expect(await read(5)).toBe('12345');
  expect(await codeOf(read(4))).toBe('source-too-large');
});

test('through a proxy, except where it is said not to', async () => {
  const target = await serve((_, response) => response.end('target'));
  const proxied: string[] = [];
  const proxy = await serve((request, response) => {
    proxied.push(request.url ?? '');
    response.end('by the proxy');
  });
  servers[1]?.on('connect', (request, socket) => {
    proxied.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Not today\r\n\r\n');
  });
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const by = outbound({ proxy: { url: proxy.href, except: ['.direct.example'] }, resolve });
  expect((await by.read(new URL('http://far.example/x'))).body.toString()).toBe('by the proxy');
  expect(proxied.splice(0)).toEqual(['http://far.example/x']);
  // What is secure is so from end to end: the proxy only passes it on, or does not.
  expect(await codeOf(by.read(new URL('https://far.example/x')))).toBe('source-unreachable');
  expect(proxied.splice(0)[0]).toBe('far.example:443');
  const direct = new URL(`http://a.direct.example:${target.port}/`);
  expect((await by.read(direct)).body.toString()).toBe('target');
  const inward = outbound({ proxy: { url: proxy.href }, addresses: {}, resolve });
  for (const url of ['http://127.0.0.1/', 'http://inner.example/', 'https://inner.example/']) {
    expect(await codeOf(inward.read(new URL(url)))).toBe('source-address-refused');
  }
  expect(proxied).toEqual([]);
});

test('no proxy of the environment is used, and no address with a password', async () => {
  const url = await serve((_, response) => response.end('ours'));
  process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
  try {
    expect((await outbound().read(url)).body.toString()).toBe('ours');
  } finally {
    delete process.env['HTTP_PROXY'];
  }
  const withPassword = new URL(url);
  withPassword.username = 'me';
  expect(await codeOf(outbound().read(withPassword))).toBe('source-setting');
  expect(await codeOf(outbound().read(new URL('file:///etc/passwd')))).toBe('source-setting');
});

test.each(['ftp://x', 'proxy', ''])('a proxy that is none is refused: %j', (url) => {
  expect(() => outbound({ proxy: { url } })).toThrow('The address of the proxy');
});

test('who we are is asked anew for each server, also when one sends us on', async () => {
  const other = await serve((_, response) => response.end('there'));
  const own = await serve(({ url }, response) => {
    if (url === '/') response.end('here');
    else response.writeHead(302, { location: other.href }).end();
  });
  const asking = outbound({
    authorize: (method, { origin }): Record<string, string> =>
      origin === own.origin ? { authorization: `Basic ${method}` } : {},
  });
  expect((await asking.read(own)).body.toString()).toBe('here');
  expect((await asking.read(new URL('/on', own))).body.toString()).toBe('there');
  await asking.read(other);
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Basic GET', 'Basic GET', undefined, undefined]);
});
