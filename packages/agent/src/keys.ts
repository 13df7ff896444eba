/** Where things lie in an agent's store. `/intents/` comes from the feed of the cluster; `/observed/` is fed to it. */
export const keys = {
  intents: '/intents/',
  intentInstances: '/intents/instance/',
  intentNetworks: '/intents/network/',
  intent: (instanceId: number) => `/intents/instance/${instanceId}`,
  observed: '/observed/',
  observedInstances: '/observed/instance/',
  observedInstance: (instanceId: number) => `/observed/instance/${instanceId}`,
  histories: '/observed/history/',
  history: (instanceId: number) => `/observed/history/${instanceId}`,
  report: '/observed/report',
  /** Under which start of the host the guests were seen last. */
  boot: '/boot',
  guestSlots: '/slots/guest/',
  guestSlot: (instanceId: number) => `/slots/guest/${instanceId}`,
  takenSlot: (slot: number) => `/slots/taken/${slot}`,
  /** What was told and is not understood; written with the feed that told it. */
  refused: '/refused/',
  refusedInstances: '/refused/instance/',
  refusedNetworks: '/refused/network/',
  /** Intents that were set aside at a start. */
  unreadableNetworks: '/unreadable/intents/network/',
  unreadableInstances: '/unreadable/intents/instance/',
  intentsCursor: '/feed/intents',
  /** As which host all of this was written. */
  host: '/host',
  /** The cluster told us that we were declared lost: nothing of what was told before is run any more. */
  declaredLost: '/declared-lost',
} as const;

export const idOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));
