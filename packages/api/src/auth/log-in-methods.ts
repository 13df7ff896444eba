/**
 * The ways in which people prove who they are: another one is one entry here. Some are shown with each request, some
 * begin a log-in. A method says who it is; whether that person may do it is asked elsewhere. Nothing is kept here.
 */
import type { Token, User } from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import { callerOf } from './caller-of.ts';
import { cookieIn } from './cookies.ts';
import { passwordHashOf, usesSiteCredential } from './password-of.ts';
import { verifyPassword } from './passwords.ts';
import { credentialTag, idInSecret, isSecretOf, passwordTag } from './tokens.ts';

/** What a request shows of its sender, whatever door it came by. */
export interface Shown {
  readonly authorization?: string | undefined;
  readonly cookies?: string | undefined;
  /** A page of ours sent it, or it changes nothing: browsers send their cookies along for any page. */
  readonly mayUseCookies: () => boolean;
}

interface ShownWithEachRequest {
  readonly proves: 'each request';
  /** Undefined: nothing of this method is shown. Throws `unauthenticated` and `origin-refused`. */
  readonly prove: (shown: Shown, cloud: Cloud) => Caller | undefined;
}

/** What is known of a person before the proof, so that it is held against that and nothing that changed meanwhile. */
export interface LogInCheck {
  isRight(given: string): Promise<boolean>;
  /** Asked again when the log-in is written: the proof may be another by then. */
  stillHolds(user: User): boolean;
  /** What ends the log-in when the proof is changed. */
  tags(user: User): Pick<Token, 'passwordTag' | 'siteTag'>;
}

interface BeginsALogIn {
  readonly proves: 'a log-in';
  /** Also for a name that is nobody's: how long it takes must not tell. */
  readonly check: (user: User | undefined, cloud: Cloud) => LogInCheck;
}

export type LogInMethod = ShownWithEachRequest | BeginsALogIn;

/** In the order in which a request is looked through: what is said in a header goes before what browsers add. */
export const logInMethods = {
  token: {
    proves: 'each request',
    prove({ authorization }, cloud) {
      if (authorization === undefined) return undefined;
      const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (secret === undefined) {
        throw new RequestError('unauthenticated', 'The header Authorization is not understood.');
      }
      return proved(secret, cloud);
    },
  },
  session: {
    proves: 'each request',
    prove({ cookies, mayUseCookies }, cloud) {
      const secret = cookieIn(cookies, cloud.cookieName);
      if (secret === undefined) return undefined;
      // A browser sends the cookie also when another site makes it ask: such a site cannot forge its own origin.
      if (!mayUseCookies()) throw new RequestError('origin-refused', 'This write came from a page of another site.');
      return proved(secret, cloud);
    },
  },
  password: {
    proves: 'a log-in',
    check(known, { site }) {
      const hash = passwordHashOf(known, site);
      return {
        isRight: (given) => verifyPassword(hash, given),
        stillHolds: (user) => passwordHashOf(user, site) === hash,
        tags: (user) => ({
          passwordTag: passwordTag(user),
          ...(usesSiteCredential(user, site) ? { siteTag: credentialTag(hash) } : {}),
        }),
      };
    },
  },
} as const satisfies Readonly<Record<string, LogInMethod>>;

function proved(secret: string, cloud: Cloud): Caller {
  const id = idInSecret(secret);
  const token = id === undefined ? undefined : cloud.model.get('token', id);
  if (token === undefined || !isSecretOf(token, secret)) {
    throw new RequestError('unauthenticated', 'This token is not known: it was removed, or it never was one.');
  }
  return callerOf(token, cloud);
}
