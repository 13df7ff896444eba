import { isOutsideRanges, type Network } from '@skerry/domain';
import type { Model } from '../state/model.ts';

/** Interfaces with a fixed address of the network that its ranges do not hold: they take none from the others. */
export function fixedOutside(network: Network, model: Model): { readonly held: number; readonly awaited: number } {
  const outside = [...model.networkUsers.withFixedAddress(network.id)]
    .flatMap((id) => model.get('instance', id)?.spec.nics ?? [])
    .filter(
      ({ networkId, asked }) =>
        networkId === network.id && asked?.address !== undefined && isOutsideRanges(asked.address, network),
    );
  const held = outside.filter(({ address }) => address !== undefined).length;
  return { held, awaited: outside.length - held };
}
