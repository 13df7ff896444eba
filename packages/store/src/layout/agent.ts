/** Where things lie in an agent's store, and of what type. `/intents/` comes from the feed of the cluster; `/observed/` is fed to it. */
import type { HostIntent, HostNetwork, HostReport, InstanceHistory, InstanceObservation } from '@skerry/domain';
import type { Key, Prefix } from '../key.ts';
import type { FeedCursor } from './records.ts';

/** An intent that was told and is not understood. */
export interface RefusedIntent {
  readonly message: string;
  /** ISO 8601. */
  readonly at: string;
}

export const agentKeys = {
  intents: '/intents/',
  intentInstances: '/intents/instance/' as Prefix<HostIntent>,
  intentNetworks: '/intents/network/' as Prefix<HostNetwork>,
  intent: (instanceId: number): Key<HostIntent> => `/intents/instance/${instanceId}`,
  observed: '/observed/',
  observedInstances: '/observed/instance/' as Prefix<InstanceObservation>,
  observedInstance: (instanceId: number): Key<InstanceObservation> => `/observed/instance/${instanceId}`,
  histories: '/observed/history/' as Prefix<InstanceHistory>,
  history: (instanceId: number): Key<InstanceHistory> => `/observed/history/${instanceId}`,
  report: '/observed/report' as Key<HostReport>,
  /** Under which start of the host the guests were seen last. */
  boot: '/boot' as Key<{ readonly id: string }>,
  guestSlots: '/slots/guest/' as Prefix<{ readonly slot: number }>,
  guestSlot: (instanceId: number): Key<{ readonly slot: number }> => `/slots/guest/${instanceId}`,
  takenSlot: (slot: number): Key<{ readonly instanceId: number }> => `/slots/taken/${slot}`,
  /** What was told and is not understood; written with the feed that told it. */
  refused: '/refused/',
  refusedInstances: '/refused/instance/' as Prefix<RefusedIntent>,
  refusedInstance: (instanceId: number): Key<RefusedIntent> => `/refused/instance/${instanceId}`,
  refusedNetworks: '/refused/network/' as Prefix<RefusedIntent>,
  /** Intents that were set aside at a start. */
  unreadableNetworks: '/unreadable/intents/network/',
  unreadableInstances: '/unreadable/intents/instance/',
  intentsCursor: '/feed/intents' as Key<FeedCursor>,
  /** As which host all of this was written. */
  host: '/host' as Key<number>,
  /** The cluster told us that we were declared lost: nothing of what was told before is run any more. */
  declaredLost: '/declared-lost' as Key<{ readonly at: string }>,
} as const;
