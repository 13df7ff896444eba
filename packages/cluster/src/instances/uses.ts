/** Which instances a change of the catalogue concerns: those whose host is told something of it. */
import type { Instance } from '@skerry/domain';
import type { Entry, EntryIndex, Json, Mirror } from '@skerry/store';
import { idOf, keys } from '../keys.ts';

/** Instances by the catalogue keys of the networks and images that they use. Ask it once for each mirror. */
export function indexUses(mirror: Mirror): EntryIndex<Json> {
  return mirror.index('by-use', ({ key, value }) => {
    if (!key.startsWith(keys.instances)) return undefined;
    const { nics, disks } = (value as unknown as Instance).spec;
    return [...nics.map((nic) => keys.network(nic.networkId)), ...disks.map((disk) => keys.image(disk.imageId))];
  });
}

export const usersOf = (uses: EntryIndex<Json>, catalogueKey: string): number[] =>
  uses.get(catalogueKey).map((entry: Entry) => idOf(entry.key));
