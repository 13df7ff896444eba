/**
 * Devices that somebody has logged in from. A browser gets a cookie that says so, signed and for one user; it proves no
 * log-in and gives no right: it only says that guesses made elsewhere are no reason to make this person wait. The key
 * lies in the data directory; if it is lost, all devices are new ones once.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds that a browser keeps it. */
const keptSeconds = 365 * 24 * 3600;
const form = /^(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/;

export class Devices {
  readonly #key: Buffer;
  readonly cookieName: string;

  constructor(key: Buffer, cookieName: string) {
    this.#key = key;
    this.cookieName = cookieName;
  }

  /** `Set-Cookie` for a browser in which this user has logged in. */
  cookie(userId: number, overTls: boolean): string {
    const body = `${userId}.${randomBytes(16).toString('base64url')}`;
    const secure = overTls ? '; Secure' : '';
    return `${this.cookieName}=${body}.${this.#sign(body)}; Path=/v1/sessions; HttpOnly; SameSite=Strict; Max-Age=${keptSeconds}${secure}`;
  }

  /** What tells this device from others, when it is one of this user's; undefined: it is a new one. */
  of(userId: number, cookie: string | undefined): string | undefined {
    const [, user, device, signature] = form.exec(cookie ?? '') ?? [];
    if (user === undefined || device === undefined || signature === undefined || Number(user) !== userId)
      return undefined;
    const right = Buffer.from(this.#sign(`${user}.${device}`));
    const given = Buffer.from(signature);
    return right.length === given.length && timingSafeEqual(right, given) ? device : undefined;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}

/** The key in `device-key` of the directory; made when it is not there, whole or not at all. */
export function deviceKey(directory: string): Buffer {
  const path = join(directory, 'device-key');
  const part = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(part, randomBytes(32), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(part, { force: true });
  }
  return readFileSync(path);
}
