import { mkdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type Failure, SkerryError, systemClock } from '@skerry/kit';
import type { Identity, Role } from '../ca/identity.ts';
import { newKeyPair, privateKeyPem, readKeyPair, sha256 } from '../ca/keys.ts';
import { writeFileAtomically } from '../ca/write-file.ts';
import * as x509 from '../ca/x509.ts';
import { isLinkError, linkError } from '../errors.ts';
import { certificateRequest } from './certificate-request.ts';
import { fingerprintOf, identityOf, expiryOf, readCredentials, writeCredentials } from './credentials.ts';
import { decodeJoinToken, type JoinToken } from './token.ts';

export interface JoinOptions {
  /** Where the credentials go (`link.json`, mode 0600). */
  readonly dir: string;
  readonly role: Role;
  /** What this machine would like to be called; the parent may choose another name. */
  readonly name?: string;
  /** Milliseconds for each address; 10,000 unless told. */
  readonly deadlineMs?: number;
  readonly now?: () => Date;
}

/**
 * Joins the parent that made the token. Trusts nothing but the authority whose fingerprint is in the token, from the
 * first byte. Does nothing when this machine has joined that parent already. The key is kept from the first try on, so
 * that a parent whose answer was lost can see that it is the same child that asks again.
 *
 * Rejects with `link-token-malformed`, `link-token-expired`, `link-fingerprint`, `link-unreachable`,
 * `link-already-joined`, or what the parent answered.
 */
export async function joinParent(token: string, options: JoinOptions): Promise<Identity> {
  const { dir, role, name, deadlineMs = 10_000, now = () => systemClock.now() } = options;
  const offer = decodeJoinToken(token);
  const had = readCredentials(dir);
  if (had !== undefined && expiryOf(had.certificate) > now()) {
    if (fingerprintOf(had.authority) !== offer.fingerprint) throw linkError('link-already-joined');
    return identityOf(had.certificate);
  }
  if (offer.expires <= now()) throw linkError('link-token-expired');

  await mkdir(dir, { recursive: true, mode: 0o700 });
  const pendingFile = join(dir, 'link.pending.key.pem');
  const key = await pendingKey(pendingFile);
  const csr = await certificateRequest(await readKeyPair(key));
  const { certificate, authority } = await firstThatAnswers(
    offer,
    { csr, secret: offer.secret, role, ...(name === undefined ? {} : { name }) },
    deadlineMs,
  );
  const identity = identityOf(certificate);
  await writeCredentials(dir, { urls: offer.urls, key, certificate, authority });
  await rm(pendingFile, { force: true });
  return identity;
}

async function pendingKey(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const pem = await privateKeyPem((await newKeyPair()).privateKey);
  await writeFileAtomically(path, pem);
  return pem;
}

interface JoinBody {
  readonly csr: string;
  readonly secret: string;
  readonly role: Role;
  readonly name?: string;
}

/** An address that cannot be reached is passed over; a refusal is an answer, and ends the search. */
async function firstThatAnswers(offer: JoinToken, body: JoinBody, deadlineMs: number) {
  let last: unknown;
  for (const url of offer.urls) {
    try {
      const authority = await pinnedAuthority(new URL(url), offer.fingerprint, deadlineMs);
      const answer = await post(new URL('/join', url), body, authority, deadlineMs);
      return { authority, certificate: readAnswer(answer) };
    } catch (error) {
      if (!isLinkError(error, 'link-unreachable')) throw error;
      last = error;
    }
  }
  throw last;
}

/**
 * The parent's authority (PEM), proved by its fingerprint. Nothing is sent on this connection; the next one is verified
 * against what it brought, by the usual rules.
 */
function pinnedAuthority(url: URL, fingerprint: string, deadlineMs: number): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
      timeout: deadlineMs,
    });
    const fail = (cause: unknown) => {
      socket.destroy();
      reject(cause instanceof SkerryError ? cause : linkError('link-unreachable', `Address: ${url.host}.`, {}, cause));
    };
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('closed')));
    socket.once('timeout', () => fail(new Error('no answer')));
    socket.once('secureConnect', () => {
      const raw = socket.getPeerCertificate(true)?.issuerCertificate?.raw as Buffer | undefined;
      if (raw === undefined || sha256(raw) !== fingerprint) return fail(linkError('link-fingerprint'));
      socket.destroy();
      resolve(`${new x509.X509Certificate(raw).toString('pem')}\n`);
    });
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function post(url: URL, body: JoinBody, authority: string, deadlineMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(linkError('link-unreachable', `Address: ${url.host}.`, {}, cause));
    const call = request(
      url,
      { method: 'POST', ca: authority, minVersion: 'TLSv1.3', agent: false, signal: AbortSignal.timeout(deadlineMs) },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', fail);
        answer.once('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    call.once('error', fail);
    call.setHeader('content-type', 'application/json');
    call.end(JSON.stringify(body));
  });
}

function readAnswer({ status, text }: Answer): string {
  let answer: { certificate?: unknown; failure?: Failure };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch (cause) {
    throw linkError('link-join-refused', `It answered with status ${status}.`, {}, cause);
  }
  if (status === 200 && typeof answer.certificate === 'string') return answer.certificate;
  if (typeof answer.failure?.code === 'string') throw new SkerryError(answer.failure);
  throw linkError('link-join-refused', `It answered with status ${status}.`);
}
