/** Which instances a change of the catalogue concerns: those whose host is told something of it. */
import { type Entry, type EntryIndex, type Json, type Mirror, valueUnder } from '@skerry/store';
import { idOf, keys } from '../keys.ts';

/** Instances by the catalogue keys of the networks and images that they use. Ask it once for each mirror. */
export function indexUses(mirror: Mirror): EntryIndex<Json> {
  return mirror.index('by-use', (entry) => {
    const instance = valueUnder(keys.instances, entry);
    if (instance === undefined) return undefined;
    const { nics, disks, cdrom } = instance.spec;
    const images = [...disks, ...(cdrom === undefined ? [] : [cdrom])];
    return [...nics.map((nic) => keys.network(nic.networkId)), ...images.map(({ imageId }) => keys.image(imageId))];
  });
}

export const usersOf = (uses: EntryIndex<Json>, catalogueKey: string): number[] =>
  uses.get(catalogueKey).map((entry: Entry) => idOf(entry.key));
