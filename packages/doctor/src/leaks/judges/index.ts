import { type Leak, leakClasses } from '../leak.ts';
import type { View } from '../view.ts';
import { judgeAddresses } from './addresses.ts';
import { judgeDomains, judgeGuestDirectories, judgeGuestProcesses, judgeStrays } from './guests.ts';
import { judgeIdMaps } from './id-maps.ts';
import { judgeCgroups, judgeLinks, judgeMounts, judgeNamespaces } from './kernel.ts';
import { judgeDhcpHosts, judgeNetworkFiles, judgeTables } from './networks.ts';
import { judgeDisks, judgeImages } from './storage.ts';

const judges = [
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
  judgeImages,
  judgeIdMaps,
  judgeAddresses,
];

/** All leaks of one look, in the order in which they can be mended. Pure but for the time of day. */
export const judgeAll = (view: View): Leak[] =>
  judges.flatMap((judge) => judge(view)).sort((a, b) => leakClasses.indexOf(a.class) - leakClasses.indexOf(b.class));
