import type { ObjectMeta } from '../object/meta.ts';

/** `id` 0 is the first administrator. `ownerId` is the user itself; `groupId` the primary group. */
export interface User extends ObjectMeta {
  /** All groups, the primary one among them. */
  readonly groupIds: readonly number[];
  /** argon2id; absent: no log-in with a password. Never leaves the front-end. */
  readonly passwordHash?: string;
  readonly enabled: boolean;
  /** Raised when the user is disabled: log-ins of an earlier one have ended, all at once, also when it is enabled again. */
  readonly logInGeneration?: number;
  /** Public keys that are kept for whoever creates instances; absent: none. */
  readonly sshKeys?: readonly string[];
  /** Access tokens with smaller numbers have ended, all at once, by a change of the password. */
  readonly firstTokenId?: number;
}
