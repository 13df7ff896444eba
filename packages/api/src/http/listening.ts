import { isIP } from 'node:net';
import { RequestError } from '../errors.ts';

export interface Listen {
  /** Port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** A socket that was opened for us and listens there already. */
  readonly fd?: number;
}

/** Throws `address-refused`: passwords would cross the network in the clear. */
export function checkPlainHttp({ host }: Listen, allowPlainHttp = false): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (isLoopback || allowPlainHttp) return;
  throw new RequestError('address-refused', `Without TLS the API does not listen on ${host}.`);
}

/** What `listen` gives, its failures as sentences. */
export async function listening<T>(at: Listen, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    const where = `${at.host}:${at.port}`;
    if (code === 'EADDRINUSE') throw new RequestError('address-in-use', `${where} is in use.`, { cause });
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new RequestError('address-refused', `One cannot listen on ${where} here (${code}).`, {
        hint: 'Choose an address of this machine, and a port above 1023 unless you are root.',
        cause,
      });
    }
    throw cause;
  }
}
