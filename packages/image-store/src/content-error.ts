import { type FailureKind, SkerryError } from '@skerry/kit';

/** The closed list of this package; who keeps files says it in words of its own. */
const codes = {
  'content-differs': { kind: 'failed', hint: 'Get it again from where it comes from.' },
  'content-too-large': { kind: 'refused', hint: 'Choose a smaller one, or say its true size.' },
  'content-cut': { kind: 'failed', hint: 'Try again: it goes on where it stopped.' },
  'content-digest': { kind: 'refused', hint: 'Give the digest as sha256: and 64 hexadecimal digits.' },
} as const satisfies Record<string, { readonly kind: FailureKind; readonly hint: string }>;

export type ContentErrorCode = keyof typeof codes;

export const contentError = (
  code: ContentErrorCode,
  message: string,
  context: Record<string, unknown> = {},
): SkerryError => new SkerryError({ code, ...codes[code], message }, context);

/** The code, when it is one of this package. */
export function contentCodeOf(thrown: unknown): ContentErrorCode | undefined {
  if (!(thrown instanceof SkerryError)) return undefined;
  const { code } = thrown.failure;
  return Object.hasOwn(codes, code) ? (code as ContentErrorCode) : undefined;
}
