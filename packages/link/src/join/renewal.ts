import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@skerry/kit';
import type { Authority } from '../ca/authority.ts';
import type { Identity } from '../ca/identity.ts';
import { newKeyPair, privateKeyPem } from '../ca/keys.ts';
import { shouldRenew } from '../ca/validity.ts';
import { linkError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { certificateRequest } from './certificate-request.ts';
import { type Credentials, expiryOf, identityOf, writeCredentials } from './credentials.ts';

export const RENEW_METHOD = 'link.renew';

const HOUR_MS = 3600 * 1000;

/** Answers the renewals of one child. It gets its own identity again, whatever its request says. */
export function answerRenewals(session: Session, authority: Authority, identity: Identity): void {
  session.handle({
    requests: {
      [RENEW_METHOD]: async (body) => {
        if (typeof body !== 'string') throw linkError('link-certificate');
        return await authority.issue(body, identity);
      },
    },
  });
}

export interface RenewalOptions {
  readonly dir: string;
  readonly log: Log;
  readonly now: () => Date;
  readonly current: () => Credentials;
  readonly renewed: (credentials: Credentials) => void;
}

/** Asks for a new certificate, with a new key, when the present one is old. Returns whether it did. */
export async function renewIfOld(session: Session, options: RenewalOptions): Promise<boolean> {
  const credentials = options.current();
  if (!shouldRenew(expiryOf(credentials.certificate), options.now())) return false;
  const keys = await newKeyPair();
  const certificate = await session.request(RENEW_METHOD, await certificateRequest(keys));
  if (typeof certificate !== 'string') throw linkError('link-certificate');
  identityOf(certificate);
  const next = { ...credentials, key: await privateKeyPem(keys.privateKey), certificate };
  await writeCredentials(options.dir, next);
  options.renewed(next);
  options.log.info({ until: expiryOf(certificate) }, 'renewed the certificate of the link');
  return true;
}

/** Looks at the certificate's age every hour while connected, until the session is closed. */
export async function keepRenewed(session: Session, options: RenewalOptions): Promise<void> {
  const stop = new AbortController();
  session.on('closed', () => stop.abort());
  while (!stop.signal.aborted) {
    if (session.state === 'connected') {
      await renewIfOld(session, options).catch((error: unknown) =>
        options.log.warn({ err: error }, 'the certificate of the link could not be renewed yet'),
      );
    }
    await delay(HOUR_MS, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  }
}
