import { routes } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Command } from 'commander';
import type { Cli, Register } from '../cli.ts';
import { nouns } from '../nouns/index.ts';
import type { Noun } from '../nouns/noun.ts';
import { addCreate, type Before } from '../verbs/create.ts';
import { addDelete, type Besides } from '../verbs/delete.ts';
import { addList } from '../verbs/list.ts';
import { addExplain, addShow } from '../verbs/read.ts';
import { addUpdate } from '../verbs/update.ts';
import { addClusterVerbs } from './cluster.ts';
import { addHostVerbs } from './host.ts';
import { addImageVerbs } from './image.ts';
import { addMarketplaceVerbs, checkedBefore } from './marketplace.ts';
import { lostClusters } from './lost-clusters.ts';
import { lostHosts } from './lost-hosts.ts';
import { addUserVerbs } from './user.ts';

const extra: Partial<Record<ObjectKind, (command: Command, cli: Cli) => void>> = {
  cluster: addClusterVerbs,
  host: addHostVerbs,
  image: addImageVerbs,
  marketplace: addMarketplaceVerbs,
  user: addUserVerbs,
};

const goneForGood: Partial<Record<ObjectKind, (cli: Cli) => Besides>> = { cluster: lostClusters, host: lostHosts };

const askedBefore: Partial<Record<ObjectKind, (cli: Cli) => Before>> = { marketplace: checkedBefore };

/** The verbs of a kind of object are those that the route table has for it, and its own beside them. */
export const register: Register = (command, cli) => {
  const kind = command.name() as ObjectKind;
  // One kind at a time: the noun and the objects that it is given are always of the same kind.
  const noun = nouns[kind] as Noun<ObjectKind>;
  addList(command, cli, noun);
  addShow(command, cli, noun);
  if (`${kind}.create` in routes) addCreate(command, cli, kind, askedBefore[kind]?.(cli));
  if (`${kind}.patch` in routes) addUpdate(command, cli, kind, []);
  if (`${kind}.delete` in routes) addDelete(command, cli, noun, goneForGood[kind]?.(cli));
  addExplain(command, cli, kind);
  extra[kind]?.(command, cli);
};
