/** Over TLS, with a certificate that openssl made: what is believed, what is not, and what a proxy sees of it. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceCodeOf } from './errors.ts';
import { Outbound, type OutboundOptions } from './outbound.ts';

const name = 'secure.example';
let directory: string;
let certificate: string;
let secure: number;
let plain: number;
let proxy: number;
const proxied: string[] = [];
const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outbound-'));
  const [key, file] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', file];
  await promisify(execFile)('openssl', ['req', '-x509', ...made, ...subject]);
  certificate = await readFile(file, 'utf8');
  plain = await listen(createHttp((_, response) => response.end('plain')));
  secure = await listen(
    createHttps({ key: await readFile(key), cert: certificate }, (request, response) => {
      if (request.url === '/down') response.writeHead(302, { location: `http://${name}:${plain}/` });
      response.end('secure');
    }),
  );
  const through = createHttp();
  through.on('connect', (request, socket) => {
    proxied.push(request.url ?? '');
    const onward = connect(secure, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [onward, socket]) each.on('error', () => onward.destroy());
  });
  proxy = await listen(through);
});
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await rm(directory, { recursive: true, force: true });
});

async function read(path: string, options: OutboundOptions, host = name): Promise<string> {
  const outbound = new Outbound({
    addresses: { allowed: ['127.0.0.1'] },
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    patience: { tries: 3, firstMs: 5, longestWaitMs: 20 },
    ...options,
  });
  try {
    return (await outbound.read(new URL(`https://${host}:${secure}${path}`))).body.toString();
  } finally {
    outbound.close();
  }
}
const codeOf = (promise: Promise<unknown>) => promise.then(() => undefined, sourceCodeOf);

test('a certificate is believed when it is known, and of that name', async () => {
  expect(await read('/', { ca: certificate })).toBe('secure');
  await expect(read('/', {})).rejects.toThrow('does not prove that it is itself');
  await expect(read('/', { ca: certificate }, 'other.example')).rejects.toThrow('does not prove that it is itself');
});

test('from https nobody sends us to http', async () => {
  expect(await codeOf(read('/down', { ca: certificate }))).toBe('source-redirect-refused');
});

test('a proxy passes on what it cannot read', async () => {
  expect(await read('/', { ca: certificate, proxy: { url: `http://127.0.0.1:${proxy}` } })).toBe('secure');
  expect(proxied).toEqual([`${name}:${secure}`]);
});
