import type { ObjectMeta } from '../object/meta.ts';
import type { TokenScope } from './scope.ts';

/** What a secret is for. */
export const tokenPurposes = ['log-in', 'access', 'join-cluster', 'join-host'] as const;

/** A log-in that expires. The secret is shown once; only its hash is kept. */
export interface Token extends ObjectMeta {
  readonly userId: number;
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretHash: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Where a log-in came from and by which program, as it said, so that its owner recognizes it. */
  readonly from?: { readonly address: string; readonly client: string };
  /** Of a log-in at a cluster's own console: which password it was, so that it ends with it. */
  readonly passwordTag?: string;
  /** Of an administrator's log-in at a site: which password of the site it was. */
  readonly siteTag?: string;
  /** What made it: a log-in of the console or the CLI, or a token that a user asked for. */
  readonly purpose: (typeof tokenPurposes)[number];
  /** Of `access` only; absent, as in records of before there were scopes: `all`. */
  readonly scope?: TokenScope;
  /** The token that asked for it; it ends with that. */
  readonly madeBy?: number;
}
