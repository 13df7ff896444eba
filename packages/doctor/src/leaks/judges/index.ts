import { type Leak, leakClasses } from '../leak.ts';
import type { View } from '../view.ts';
import { judgeAddresses } from './addresses.ts';
import { judgeDomains, judgeGuestDirectories, judgeGuestProcesses, judgeStrays } from './guests.ts';
import { judgeIdMaps } from './id-maps.ts';
import { judgeCgroups, judgeLinks, judgeMounts, judgeNamespaces } from './kernel.ts';
import { judgeNames } from './names.ts';
import { judgeDhcpHosts, judgeNetworkFiles, judgeTables } from './networks.ts';
import { judgeSlots } from './slots.ts';
import { judgeBlobs, judgeDisks, judgeImages } from './storage.ts';

/** They compare names and files of this host with the store of its agent. */
const ofHost = [
  judgeDomains,
  judgeGuestProcesses,
  judgeStrays,
  judgeGuestDirectories,
  judgeLinks,
  judgeNamespaces,
  judgeMounts,
  judgeCgroups,
  judgeTables,
  judgeNetworkFiles,
  judgeDhcpHosts,
  judgeDisks,
  judgeIdMaps,
  judgeSlots,
];
const ofCluster = [judgeAddresses, judgeImages, judgeBlobs, judgeNames];

/**
 * All leaks of one look, in the order in which they can be mended. Pure but for the time of day. Without a store of an
 * agent nothing is said of the host: its things may belong to an agent with another data directory.
 */
export const judgeAll = (view: View): Leak[] =>
  [...(view.both.every(({ agent }) => agent) ? ofHost : []), ...ofCluster]
    .flatMap((judge) => judge(view))
    .sort((a, b) => leakClasses.indexOf(a.class) - leakClasses.indexOf(b.class));
