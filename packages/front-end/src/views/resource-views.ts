import type { image, network } from '@skerry/contract';
import { type Image, initSignal, type Network, toNumber } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { metaView } from './meta-view.ts';

export function imageView(object: Image, cloud: Cloud): z.input<typeof image> {
  return {
    ...metaView(object),
    datastoreId: object.datastoreId,
    digest: object.digest,
    sizeMiB: object.sizeMiB,
    fileBytes: object.fileBytes,
    format: object.format,
    os: object.os,
    architecture: object.architecture,
    kinds: [...object.kinds],
    haltSignal: initSignal(object.haltSignal, 'halt'),
    rebootSignal: initSignal(object.rebootSignal, 'reboot'),
    minMemoryMiB: object.minMemoryMiB,
    state: hasFile(object, cloud) ? 'ready' : 'missing',
  };
}

/** Datastores are the front-end's: a site learns that a file is missing when a host wants it. */
export function hasFile({ datastoreId, digest }: Image, { images, model, site }: Cloud): boolean {
  const datastore = model.get('datastore', datastoreId);
  return site !== undefined || (datastore !== undefined && images.has(datastore.path, digest));
}

export function networkView(object: Network, { model }: Cloud): z.input<typeof network> {
  const leased = model.leasesByNetwork.get('network', object.id).size;
  return {
    ...metaView(object),
    clusterId: object.clusterId,
    driver: object.driver,
    cidr: object.cidr,
    gateway: object.gateway,
    nameservers: [...object.nameservers],
    ranges: object.ranges.map((r) => ({ ...r })),
    nat: object.nat,
    addresses: { total: addressesIn(object), leased },
  };
}

/** Addresses that instances may get: those of the ranges, without the gateway. */
function addressesIn({ ranges, gateway }: Network): number {
  const own = toNumber(gateway);
  return ranges.reduce((sum, { first, last }) => {
    const [from, to] = [toNumber(first), toNumber(last)];
    return sum + (to - from + 1) - (own >= from && own <= to ? 1 : 0);
  }, 0);
}
