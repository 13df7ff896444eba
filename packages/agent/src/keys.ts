/** Where things lie in an agent's store. `/intents/` comes from the feed of the cluster; `/observed/` is fed to it. */
export const keys = {
  intents: '/intents/',
  intentInstances: '/intents/instance/',
  intentNetworks: '/intents/network/',
  intent: (instanceId: number) => `/intents/instance/${instanceId}`,
  observed: '/observed/',
  observedInstances: '/observed/instance/',
  observedInstance: (instanceId: number) => `/observed/instance/${instanceId}`,
  report: '/observed/report',
  guestSlots: '/slots/guest/',
  guestSlot: (instanceId: number) => `/slots/guest/${instanceId}`,
  takenSlot: (slot: number) => `/slots/taken/${slot}`,
  intentsCursor: '/feed/intents',
} as const;

export const idOf = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1));
