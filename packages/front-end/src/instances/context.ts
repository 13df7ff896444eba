import type { InstanceContext } from '@skerry/domain';

/** A context as given by a user, with nothing left open. */
export const contextFrom = (given: {
  readonly sshKeys?: readonly string[] | undefined;
  readonly userData?: string | undefined;
}): InstanceContext => ({ sshKeys: given.sshKeys ?? [], userData: given.userData ?? '' });
