/**
 * User data as bytes: what is in a file reaches the guest as it is. Text travels as text, so that people can read it on
 * the way; what is no UTF-8 as base64. Owns the rule by which console and command line tell them apart.
 */
import type { ContextGiven } from './context.ts';

/** What cloud-init, or a person, takes it for. `text`: cloud-init knows no such beginning, and passes over it. */
export type UserDataKind = 'nothing' | 'gzip' | 'binary' | 'cloud-config' | 'script' | 'multipart' | 'include' | 'text';

export type UserDataGiven = { readonly userData: string } | { readonly userDataBase64: string };

export function userDataOf(bytes: Uint8Array): UserDataGiven {
  const text = textOf(bytes);
  return text === undefined ? { userDataBase64: toBase64(bytes) } : { userData: text };
}

export const userDataBytes = ({ userData, userDataBase64 }: ContextGiven): Uint8Array<ArrayBuffer> =>
  userDataBase64 == null
    ? new TextEncoder().encode(userData ?? '')
    : Uint8Array.from(atob(userDataBase64), (character) => character.charCodeAt(0));

const beginnings: readonly (readonly [RegExp, UserDataKind])[] = [
  [/^#cloud-config(-archive)?\b/, 'cloud-config'],
  [/^## template: *jinja\s*\n#cloud-config\b/, 'cloud-config'],
  [/^#!/, 'script'],
  [/^#cloud-boothook\b/, 'script'],
  [/^#include(-once)?\b/, 'include'],
  [/^(content-type|mime-version):/i, 'multipart'],
];

export function userDataKind(bytes: Uint8Array): UserDataKind {
  if (bytes.length === 0) return 'nothing';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  const text = textOf(bytes);
  if (text === undefined) return 'binary';
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? 'text';
}

/** A field of a form gives lines of its own back: what has other ends of lines, or what nobody can type, it would change. */
export const isTyped = (text: string): boolean =>
  /^[\t\n\u0020-\u007e\u00a0-\u{10ffff}]*$/u.test(text) && !text.startsWith('\ufeff');

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}
