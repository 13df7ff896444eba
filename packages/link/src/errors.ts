import { type Failure, type FailureKind, SkerryError } from '@skerry/kit';

interface Entry {
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint: string;
}

/** The closed list of this package. A code is stable: callers branch on it and users search for it. */
const codes = {
  'link-deadline': {
    kind: 'failed',
    message: 'No answer came before the deadline.',
    hint: 'The other side may still do the work: ask for its state before trying again.',
  },
  'link-cut': {
    kind: 'failed',
    message: 'The link is cut.',
    hint: 'It heals by itself; try again when the other side is connected.',
  },
  'link-overloaded': {
    kind: 'failed',
    message: 'Too much is waiting to cross the link.',
    hint: 'Wait until what is queued has been sent, or until the link heals.',
  },
  'link-restarted': {
    kind: 'failed',
    message: 'The other side restarted before it answered.',
    hint: 'Ask for its state, then try again.',
  },
  'link-closed': {
    kind: 'failed',
    message: 'This link was closed.',
    hint: 'The service is stopping, or the child was removed.',
  },
  'link-version': {
    kind: 'refused',
    message: 'The two sides have no protocol version in common.',
    hint: 'Upgrade the older side: a side speaks its own version and the two before it.',
  },
  'link-malformed': {
    kind: 'bug',
    message: 'The other side sent something that is not a frame of the protocol.',
    hint: 'Report this with the logs of both sides.',
  },
  'link-too-large': {
    kind: 'refused',
    message: 'A message may not be larger than 1 MiB.',
    hint: 'Send large content through a stream.',
  },
  'link-invalid-message': {
    kind: 'bug',
    message: 'This message cannot be carried by the link.',
    hint: 'A method is a dotted lower-case name and a body is JSON nested at most 64 levels.',
  },
  'link-body-malformed': {
    kind: 'refused',
    message: 'What was asked has not the shape that was agreed on.',
    hint: 'The two sides may be of versions that do not fit: upgrade the older one.',
  },
  'link-reply-malformed': {
    kind: 'failed',
    message: 'The other side gave an answer that is not understood.',
    hint: 'The two sides may be of versions that do not fit: upgrade the older one.',
  },
  'link-unknown-method': {
    kind: 'refused',
    message: 'The other side does not know this operation.',
    hint: 'Upgrade the older side.',
  },
  'link-stream-aborted': {
    kind: 'failed',
    message: 'The stream was closed before its end.',
    hint: 'Open it again.',
  },
  'link-token-malformed': {
    kind: 'refused',
    message: 'This is not a join token.',
    hint: 'Copy the whole token, which starts with "skerry-join.", and paste it again.',
  },
  'link-token-expired': {
    kind: 'refused',
    message: 'This join token has expired.',
    hint: 'Make a new token on the parent.',
  },
  'link-join-refused': {
    kind: 'refused',
    message: 'The parent refused this join.',
    hint: 'Make a new token on the parent: each works once.',
  },
  'link-fingerprint': {
    kind: 'refused',
    message: 'The server is not the one that made this token: its certificate authority is another one.',
    hint: 'Check the address in the token; something between may be answering in the place of the parent.',
  },
  'link-unreachable': {
    kind: 'failed',
    message: 'The parent could not be reached.',
    hint: 'Check the address, the name resolution and the firewall, then try again.',
  },
  'link-not-joined': {
    kind: 'refused',
    message: 'This machine has not joined a parent.',
    hint: 'Join it with a token first.',
  },
  'link-already-joined': {
    kind: 'refused',
    message: 'This machine has already joined another parent.',
    hint: 'Remove its credentials first if it shall move.',
  },
  'link-certificate': {
    kind: 'refused',
    message: 'This certificate or certificate request is not acceptable.',
    hint: 'Join again with a new token.',
  },
  'link-rate-limited': {
    kind: 'refused',
    message: 'Too many join attempts from this address.',
    hint: 'Wait a minute, then try again.',
  },
  'link-not-accepted': {
    kind: 'refused',
    message: 'The parent does not accept this child.',
    hint: 'It may have been removed on the parent: join again with a new token.',
  },
  'link-declared-lost': {
    kind: 'refused',
    message: 'The parent was told that this child is gone for good, and takes nothing from it any more.',
    hint: 'Join again, as a new one, with a new token.',
  },
} as const satisfies Record<string, Entry>;

export type LinkErrorCode = keyof typeof codes;

/** The `Failure` of a code; `detail` is added to its sentence and is shown to users. */
export function linkFailure(code: LinkErrorCode, detail?: string): Failure {
  const { kind, message, hint } = codes[code];
  return { code, kind, hint, message: detail === undefined ? message : `${message} ${detail}` };
}

export function linkError(
  code: LinkErrorCode,
  detail?: string,
  context: Record<string, unknown> = {},
  cause?: unknown,
): SkerryError {
  return new SkerryError(linkFailure(code, detail), context, cause);
}

/** Whether `thrown` is a failure of the link with this code. */
export function isLinkError(thrown: unknown, code: LinkErrorCode): thrown is SkerryError {
  return thrown instanceof SkerryError && thrown.failure.code === code;
}
