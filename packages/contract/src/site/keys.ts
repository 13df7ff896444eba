const padded = (id: number): string => String(id).padStart(12, '0');

/**
 * Where a controller's store holds what belongs to the console of its site. The console writes log-ins, commands and
 * answers for repetitions; the controller answers the commands and says how its link is. The audit lies under `/state/`,
 * from where it is told to the front-end.
 */
export const siteKeys = {
  all: '/site/',
  tokens: '/site/token/',
  token: (id: number) => `/site/token/${id}`,
  commands: '/site/command/',
  command: (id: number) => `/site/command/${padded(id)}`,
  history: '/site/command-history/',
  finished: (id: number) => `/site/command-history/${padded(id)}`,
  idempotency: '/site/idempotency/',
  tickets: '/site/ticket/',
  audit: '/state/audit/',
  link: '/site/link',
  /** The front-end said that this cluster was declared lost: nothing of it is run any more. Written by the controller. */
  declaredLost: '/site/declared-lost',
} as const;

/** The value of `siteKeys.link`. */
export interface SiteLink {
  readonly state: 'online' | 'cut';
  /** ISO 8601: when it came up or was cut. */
  readonly at: string;
}
