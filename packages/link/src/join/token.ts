import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkError } from '../errors.ts';

/** What a user carries from the parent to the child. Whoever has it can join once until it expires. */
export interface JoinToken {
  /** Where the parent listens, `https://host:port`, in order of preference. */
  readonly urls: readonly string[];
  /** SHA-256 of the parent's authority, 64 hexadecimal digits: the child trusts nothing else. */
  readonly fingerprint: string;
  readonly secret: string;
  readonly expires: Date;
}

const PREFIX = 'skerry-join.1.';

/** 256 random bits. */
export const newJoinSecret = (): string => randomBytes(32).toString('base64url');

/** What to keep of a secret: the plain SHA-256 is enough for 256 random bits. 64 hexadecimal digits. */
export const hashJoinSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in constant time. */
export function joinSecretMatches(secret: string, hash: string): boolean {
  const wanted = Buffer.from(hash, 'hex');
  const given = createHash('sha256').update(secret).digest();
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** One line without spaces, safe to paste into a shell. */
export function encodeJoinToken({ urls, fingerprint, secret, expires }: JoinToken): string {
  const body = Buffer.from(JSON.stringify([urls, fingerprint, secret, Math.floor(expires.getTime() / 1000)]));
  const check = createHash('sha256').update(body).digest('base64url').slice(0, 6);
  return `${PREFIX}${body.toString('base64url')}.${check}`;
}

/** Throws `link-token-malformed`; a check sum finds a token that was not copied whole. Does not look at the expiry. */
export function decodeJoinToken(token: string): JoinToken {
  const text = token.trim();
  const [encoded = '', check, ...rest] = text.slice(PREFIX.length).split('.');
  const body = Buffer.from(encoded, 'base64url');
  const sum = createHash('sha256').update(body).digest('base64url').slice(0, 6);
  if (!text.startsWith(PREFIX) || rest.length > 0 || sum !== check || text.length > 4096) {
    throw linkError('link-token-malformed');
  }
  return readBody(body.toString());
}

function readBody(json: string): JoinToken {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw linkError('link-token-malformed', undefined, {}, cause);
  }
  const [urls, fingerprint, secret, expires, ...rest] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (
    !Array.isArray(urls) ||
    urls.length === 0 ||
    !urls.every((url): url is string => typeof url === 'string' && isParentUrl(url)) ||
    typeof fingerprint !== 'string' ||
    !/^[0-9a-f]{64}$/.test(fingerprint) ||
    typeof secret !== 'string' ||
    !/^[\w-]{16,128}$/.test(secret) ||
    typeof expires !== 'number' ||
    !Number.isSafeInteger(expires) ||
    rest.length > 0
  ) {
    throw linkError('link-token-malformed');
  }
  return { urls, fingerprint, secret, expires: new Date(expires * 1000) };
}

export function isParentUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

const unspecified = new Set(['0.0.0.0', '::']);
const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Where children dial, by the names of the parent. "All addresses" is none: whoever dialled it would reach itself. */
export function dialledUrls(names: readonly string[], port: number): string[] {
  const dialled = [...new Set(names)].filter((name) => !unspecified.has(name));
  return (dialled.length === 0 ? ['127.0.0.1'] : dialled).map((name) => `https://${hostInUrl(name)}:${port}`);
}

/** Whether any of the addresses leads to another machine than the one that dials it. */
export function reachesElsewhere({ urls }: Pick<JoinToken, 'urls'>): boolean {
  return urls.some((url) => !/^(?:localhost|127\.[0-9.]+|\[::1\])$/.test(new URL(url).hostname));
}
