import type { InstanceContext } from './instance.ts';

/**
 * Bytes of a whole context, keys and user data together. Larger: it is kept at the front-end, the cluster and the host,
 * and fed to each. Smaller: cloud-init files of real life do not fit; clouds that bound them allow 16 to 64 KiB.
 */
export const maxContextBytes = 65_536;

export const contextTooLarge = 'A context holds at most 64 KiB: keys and user data together.';

/** In UTF-8. */
export function contextBytes(
  context: { readonly [K in keyof InstanceContext]?: InstanceContext[K] | undefined },
): number {
  return [...(context.sshKeys ?? []), context.userData ?? ''].reduce((sum, text) => sum + utf8Bytes(text), 0);
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Two units of a pair are four bytes, two for each.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
