import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * The console runs with the rights of whoever is logged in, so nothing but its own files may run in it. Styles that
 * its libraries make (dialogs, terminals) need 'unsafe-inline', which lets no script in.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'Content-Security-Policy': policy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** A file of the console: no way leads out of its directory, and hidden or compressed twins have no name of their own. */
const fileName = /^\/(?:assets\/)?[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/;
/** What is the API's, also where there is nothing: a program that mistypes a path must not get a page. */
const notOurs = /^\/(v1|docs|openapi\.json|health|metrics|assets)(\/|$)/;

/**
 * Serves the built console (tools/build/console.ts) and answers its page for every address inside it. Reads the
 * directory at each request: a new build is seen at once.
 */
export class ConsoleFiles {
  readonly #directory: string | undefined;

  /** Without a directory there is no console, and people are sent to the documentation. */
  constructor(directory: string | undefined) {
    this.#directory = directory;
  }

  register(app: FastifyInstance): void {
    app.get('/', (request, reply) => this.#page(request, reply));
    app.get('/assets/*', async (request, reply) => {
      // Their names change with their content.
      if (await this.#file(pathOf(request), 'public, max-age=31536000, immutable', request, reply)) return reply;
      return reply.callNotFound();
    });
  }

  /** Answers what no route knows: a file beside the page, or the page itself for a person's browser. False: neither. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const path = pathOf(request);
    if ((request.method !== 'GET' && request.method !== 'HEAD') || notOurs.test(path)) return false;
    if (await this.#file(path, 'no-cache', request, reply)) return true;
    if (!(request.headers.accept ?? '').includes('text/html')) return false;
    await this.#page(request, reply);
    return true;
  }

  async #page(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (await this.#file('/index.html', 'no-cache', request, reply)) return reply;
    return reply.redirect('/docs', 302);
  }

  async #file(path: string, caching: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const type = types[extname(path)];
    if (this.#directory === undefined || type === undefined || !fileName.test(path)) return false;
    const file = join(this.#directory, path);
    const whole = await stat(file).catch(() => undefined);
    if (!whole?.isFile()) return false;
    const etag = `"${whole.mtimeMs.toString(36)}-${whole.size.toString(36)}"`;
    void reply.headers({ ...pageHeaders, 'Cache-Control': caching, ETag: etag, Vary: 'Accept-Encoding' }).type(type);
    if (request.headers['if-none-match'] === etag) {
      await reply.code(304).send();
      return true;
    }
    const accepted = request.headers['accept-encoding']?.toString() ?? '';
    for (const [encoding, ending] of encodings) {
      if (!new RegExp(`\\b${encoding}\\b(?!;q=0(?:\\.0+)?(?:,|$))`).test(accepted)) continue;
      const packed = await stat(file + ending).catch(() => undefined);
      if (packed === undefined) continue;
      void reply.headers({ 'Content-Encoding': encoding, 'Content-Length': packed.size });
      await reply.send(createReadStream(file + ending));
      return true;
    }
    void reply.header('Content-Length', whole.size);
    await (path === '/index.html' ? reply.send(await readFile(file)) : reply.send(createReadStream(file)));
    return true;
  }
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] as string;
