/**
 * All that a controller keeps as it is wanted, by name: what wakes it, how often it runs anyway, its work. Each reads all
 * it needs and may run at any time; who wakes them is `react`.
 */
import { Reconciler } from '@skerry/kit';
import type { EntryIndex, Json, Mirror, Store } from '@skerry/store';
import type { CommandContext } from '../commands/execute-command.ts';
import { applySiteCommand } from '../commands/site-commands.ts';
import type { HostLink } from '../hosts/host-link.ts';
import type { HostTokens } from '../hosts/host-tokens.ts';
import { isLost } from '../hosts/lost-hosts.ts';
import { housekeepEveryMs, housekeeping } from '../housekeeping.ts';
import type { ImageReplica } from '../images/replica.ts';
import { reconcileInstance } from '../instances/reconcile-instance.ts';
import { keys } from '../keys.ts';
import { tellHostsNetworks } from '../networks/tell-hosts.ts';
import type { Placer } from '../placement/placer.ts';

export interface ReconcilersContext {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly belongings: EntryIndex<Json>;
  readonly placer: Placer;
  readonly hosts: HostLink;
  readonly commands: CommandContext;
  readonly images: ImageReplica;
  readonly tokens: HostTokens;
  /** Answered commands of the site that are kept. */
  readonly mostRemembered: number;
}

/** Placement is tried again at least this often, for what no change announces. */
const placeEveryMs = 15_000;

const all = ['all'] as const;

export function openReconcilers(context: ReconcilersContext) {
  const { store, mirror, belongings, placer, hosts, commands, images, tokens } = context;
  const { history, clock, log } = commands;
  const parts = { clock, log };
  return {
    instances: new Reconciler<number>(
      {
        name: 'instances',
        wakesOn: 'a change of an instance, of what its host observed, or of its networks and images',
        work: (id) => reconcileInstance({ store, mirror, belongings, history }, id),
      },
      parts,
    ),
    placements: new Reconciler<'all'>(
      {
        name: 'placement',
        wakesOn: 'an instance without a host, a host that changed, an address that is free again',
        everyMs: placeEveryMs,
        every: () => all,
        async work() {
          await placer.placeAll();
          return false;
        },
      },
      parts,
    ),
    hostStates: new Reconciler<number>(
      {
        name: 'hosts',
        wakesOn: 'a host that connects, is cut, reports, or was removed',
        async work(hostId) {
          if (mirror.get(keys.host(hostId)) && !isLost(mirror, hostId)) await hosts.writeStatus(hostId);
          else await hosts.forget(hostId);
          return false;
        },
      },
      parts,
    ),
    networks: new Reconciler<'all'>(
      {
        name: 'networks',
        wakesOn: 'a change of a network or host',
        work: () => tellHostsNetworks(store, mirror),
      },
      parts,
    ),
    siteCommands: new Reconciler<'all'>(
      {
        name: 'site commands',
        wakesOn: 'a command given at the console of the site',
        work: () => applySiteCommand(commands, mirror, context.mostRemembered),
      },
      parts,
    ),
    housekeeping: new Reconciler<'all'>(
      {
        name: 'housekeeping',
        wakesOn: 'nothing but the time',
        everyMs: housekeepEveryMs,
        every: () => all,
        work: housekeeping({ mirror, images, tokens, clock }),
      },
      parts,
    ),
  };
}
