import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Failure, type Log, type Result, toFailure } from '@skerry/kit';
import type { Authority } from '../ca/authority.ts';
import { isRole, type Role } from '../ca/identity.ts';
import { readRequest } from '../ca/issue.ts';
import { sha256 } from '../ca/keys.ts';
import { linkError, linkFailure } from '../errors.ts';
import { RateLimit } from './rate-limit.ts';

export interface JoinRequest {
  /** What the child says it is. */
  readonly role: Role;
  /** SHA-256 of its public key: a child whose answer was lost asks again with the same one. */
  readonly publicKey: string;
  /** What it would like to be called: a wish, checked by nobody yet. */
  readonly name?: string;
  /** Where it came from, for the log. */
  readonly address: string;
}

/**
 * Spends a secret and says who the child is. It must give the same identity again for the same secret and public key,
 * and refuse the secret for any other key. Compare with `joinSecretMatches`.
 */
export type Redeem = (secret: string, request: JoinRequest) => Redeemed | Promise<Redeemed>;
export type Redeemed = Result<{ readonly id: string; readonly role: Role }, Failure>;

const MAX_BODY_BYTES = 16 * 1024;

/** Failed attempts per address and minute. Larger: guessing is cheaper. Smaller: one bad script locks out a rack. */
const TRIES_PER_MINUTE = 10;

/** `POST /join`: the only thing that a stranger can reach on the link's port. */
export function joinEndpoint(authority: Authority, redeem: Redeem, log: Log) {
  const limit = new RateLimit(TRIES_PER_MINUTE, 60_000);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const address = request.socket.remoteAddress ?? 'unknown';
    const refuse = (status: number, failure: Failure) => {
      log.warn({ address, code: failure.code }, 'refused a join');
      reply(response, status, { failure });
    };
    if (request.url !== '/join' || request.method !== 'POST') return refuse(404, linkFailure('link-not-accepted'));
    if (!limit.take(address, performance.now())) return refuse(429, linkFailure('link-rate-limited'));
    try {
      const { csr, secret, role, name } = readBody(await readAll(request));
      const publicKey = sha256((await readRequest(csr)).publicKey.rawData);
      const redeemed = await redeem(secret, { role, publicKey, address, ...(name === undefined ? {} : { name }) });
      if (!redeemed.ok) return refuse(403, redeemed.error);
      // A rack behind one NAT address joins at once, and so do the clusters of one site.
      limit.giveBack(address);
      const certificate = await authority.issue(csr, redeemed.value);
      log.info({ address, ...redeemed.value }, 'a child joined');
      reply(response, 200, { certificate });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === 'bug') log.error({ address, err: error }, 'a join failed');
      refuse(failure.kind === 'refused' ? 400 : 500, failure);
    }
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  // A stranger's connection is not kept.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw linkError('link-join-refused', 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readBody(text: string): { csr: string; secret: string; role: Role; name?: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw linkError('link-join-refused', 'The request is not JSON.', {}, cause);
  }
  const { csr, secret, role, name } = Object(parsed) as Readonly<Record<string, unknown>>;
  if (typeof csr !== 'string' || typeof secret !== 'string' || !isRole(role)) {
    throw linkError('link-join-refused', 'The request lacks a field.');
  }
  // Children of older versions tell no name.
  return { csr, secret, role, ...(typeof name === 'string' && name !== '' ? { name } : {}) };
}
