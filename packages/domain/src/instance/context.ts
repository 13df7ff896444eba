import type { InstanceContext } from './instance.ts';

/**
 * Bytes of a whole context, keys and user data together. Larger: it is kept at the front-end, the cluster and the host,
 * and fed to each. Smaller: cloud-init files of real life do not fit; clouds that bound them allow 16 to 64 KiB.
 */
export const maxContextBytes = 65_536;

export const contextTooLarge = 'A context holds at most 64 KiB: keys and user data together.';

/** Some of a context. Null: none. User data is given as text or as bytes: either takes the place of both. */
export interface ContextGiven {
  readonly sshKeys?: readonly string[] | undefined;
  readonly userData?: string | null | undefined;
  readonly userDataBase64?: string | null | undefined;
}

export const emptyContext: InstanceContext = { sshKeys: [], userData: '' };

/** The context with what was given of it; what was not stays. For templates that are changed, and instances of them. */
export function contextWith(
  { sshKeys, userData, userDataBase64 }: InstanceContext,
  given: ContextGiven = {},
): InstanceContext {
  const keys = given.sshKeys ?? sshKeys;
  if (given.userDataBase64 != null) return { sshKeys: keys, userData: '', userDataBase64: given.userDataBase64 };
  if (given.userData != null) return { sshKeys: keys, userData: given.userData };
  if (given.userData === null || given.userDataBase64 === null) return { sshKeys: keys, userData: '' };
  return { sshKeys: keys, userData, ...(userDataBase64 === undefined ? {} : { userDataBase64 }) };
}

/** In UTF-8, and what base64 stands for. */
export function contextBytes({ sshKeys, userData, userDataBase64 }: ContextGiven): number {
  const texts = [...(sshKeys ?? []), userData ?? ''].reduce((sum, text) => sum + utf8Bytes(text), 0);
  return texts + base64Bytes(userDataBase64 ?? '');
}

const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Two units of a pair are four bytes, two for each.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
