import { closedErrors, SkerryError } from '@skerry/kit';

/** The closed list of what may go wrong with a server outside. What a marketplace refuses is of this list too. */
export const sourceCodes = {
  'source-unreachable': {
    kind: 'failed',
    hint: 'Look whether its address is right and this machine has a way there (network, DNS, proxy), and try again.',
  },
  'source-refused': { kind: 'refused', hint: 'Give credentials that may read it, or take it from elsewhere.' },
  'source-rate-limited': { kind: 'failed', hint: 'Wait until then, or log in there: most give more to who is known.' },
  'source-not-found': { kind: 'refused', hint: 'Look for it by a search, and mind how it is spelled.' },
  'source-address-refused': {
    kind: 'refused',
    hint: 'Name a server of the public Internet, or ask an administrator to allow that range.',
  },
  'source-redirect-refused': { kind: 'refused', hint: 'Ask for what you want where it lies, by https.' },
  'source-changed': { kind: 'failed', hint: 'Begin anew.' },
  'source-wrong-digest': {
    kind: 'failed',
    hint: 'Get it again. If that ends so too, what lies there is not what was promised: do not use it.',
  },
  'source-wrong-size': {
    kind: 'failed',
    hint: 'Get it again. If that ends so too, what lies there is not what was promised: do not use it.',
  },
  'source-too-large': { kind: 'refused', hint: 'Take a smaller one.' },
  'source-not-understood': {
    kind: 'failed',
    hint: 'Look whether the address is that of such a server, and of none that only looks so.',
  },
  'source-other-architecture': { kind: 'refused', hint: 'Choose one of the architectures that are there.' },
  'source-other-kind': { kind: 'refused', hint: 'Choose one of the kinds that are there.' },
  'source-setting': { kind: 'refused', hint: 'Ask an administrator to set it right.' },
} as const;

export type SourceErrorCode = keyof typeof sourceCodes;

export const { error: sourceError } = closedErrors<SourceErrorCode>(sourceCodes);

/** `until`: when it may be asked again, by our own clock. */
export const rateLimited = (what: string, until: Date): SkerryError =>
  sourceError('source-rate-limited', `${what} takes no more requests from here until ${until.toISOString()}.`, {
    context: { until },
  });

/** When a limit ends that was met; of another error nothing. */
export function rateLimitEnd(thrown: unknown): Date | undefined {
  if (!(thrown instanceof SkerryError) || thrown.failure.code !== 'source-rate-limited') return undefined;
  const { until } = thrown.context;
  return until instanceof Date ? until : undefined;
}

/** The code, when it is one of this list. */
export function sourceCodeOf(thrown: unknown): SourceErrorCode | undefined {
  if (!(thrown instanceof SkerryError)) return undefined;
  const { code } = thrown.failure;
  return Object.hasOwn(sourceCodes, code) ? (code as SourceErrorCode) : undefined;
}
