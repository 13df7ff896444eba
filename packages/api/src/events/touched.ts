import { type Command, isCatalogueKind, isToldKind } from '@skerry/domain';
import { type Change, valueAfter } from '@skerry/store';
import type { Kind } from '../catalogue/objects.ts';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';
import { unbuiltIn } from '../state/unbuilt-networks.ts';

interface Touched {
  readonly kind: Kind;
  readonly id: number;
}

/** The objects that a change of the store concerns, as far as users see them. A cluster's link is its hosts' too. */
export function touchedBy(change: Change, model: Model): Touched[] {
  const touched = objectOf(change);
  if (touched === undefined) return [];
  const key = change.type === 'put' ? change.entry.key : change.key;
  if (touched.kind === 'host' && change.type === 'put') {
    const [, , clusterId = ''] = key.split('/');
    const unbuilt = unbuiltIn(valueAfter(keys.mirrored(clusterId, 'host-status'), change));
    const turned = model.hostTurns.get(touched.id) === change.entry.modRevision;
    const instances = turned ? model.referring('instance', 'host', touched.id) : [];
    return [
      touched,
      ...[...unbuilt].map((id): Touched => ({ kind: 'network', id })),
      ...[...instances].map((id): Touched => ({ kind: 'instance', id })),
    ];
  }
  if (!key.startsWith(keys.links)) return [touched];
  const hosts = [...model.all('host')].filter((host) => host.clusterId === touched.id);
  return [touched, ...hosts.map(({ id }): Touched => ({ kind: 'host', id }))];
}

function objectOf(change: Change): Touched | undefined {
  const key = change.type === 'put' ? change.entry.key : change.key;
  const [, area, first = '', second = '', third = ''] = key.split('/');
  switch (area) {
    case 'catalogue':
      return isCatalogueKind(first) ? { kind: first, id: Number(second) } : undefined;
    case 'mirror':
      if (second === 'host-status') return { kind: 'host', id: Number(third) };
      return isToldKind(second) ? { kind: second, id: Number(third) } : undefined;
    case 'link':
      return { kind: 'cluster', id: Number(first) };
    case 'commands': {
      // The removal of a command comes with the mirror's own change or with its history, where it stands again.
      return instanceOf(valueAfter(keys.commands, change));
    }
    case 'command-history':
      return instanceOf(valueAfter(keys.answeredCommands, change)?.command);
    default:
      return undefined;
  }
}

/** The history holds what was written before anybody checked it: of that nobody is told. */
function instanceOf(command: Partial<Command> | null | undefined): Touched | undefined {
  const order = command?.order as Partial<Extract<Command['order'], { instance: unknown }>> | undefined;
  const id = order?.instance?.id ?? (order as { readonly instanceId?: number } | undefined)?.instanceId;
  return typeof id === 'number' ? { kind: 'instance', id } : undefined;
}
