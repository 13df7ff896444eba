import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { guestConsoleEnding, hostRegister, idsLease, imageLocate, imageRead, samplesPush } from '@skerry/contract';
import type { Handlers } from '@skerry/link';
import { FrontEndError } from '../errors.ts';
import { leaseNumbers } from './lease-numbers.ts';
import type { ClusterCatalogue } from './cluster-catalogue.ts';
import type { LinkParts } from './link-parts.ts';
import { registerHost } from './register-host.ts';

/** Kinds of which a cluster may make objects by itself. */
const leasable = new Set(['disk', 'lease', 'instance', 'command', 'token']);

/** What a cluster may ask. It speaks of its own only: everything is checked against its number. */
export function clusterHandlers(
  clusterId: number,
  parts: LinkParts,
  catalogue: Pick<ClusterCatalogue, 'has'>,
): Handlers {
  const { images, model, samples, consoles } = parts;
  const fileOf = (digest: string): string => {
    for (const image of model.all('image')) {
      if (image.digest !== digest || !catalogue.has(image)) continue;
      const directory = model.get('datastore', image.datastoreId)?.path;
      if (directory !== undefined && images.has(directory, digest)) return images.pathOf(directory, digest);
    }
    throw new FrontEndError('not-found', 'There is no image with this content, or its file is missing.');
  };
  return {
    requests: {
      [idsLease.method]: async (body) => {
        const { kind, count } = idsLease.body.parse(body);
        if (!leasable.has(kind)) throw new FrontEndError('forbidden', `A cluster gets no numbers for a ${kind}.`);
        return { first: await leaseNumbers(clusterId, kind, count, parts), count };
      },
      [hostRegister.method]: async (body) => {
        const { name, key } = hostRegister.body.parse(body);
        return { hostId: await registerHost(clusterId, name, key, parts) };
      },
      [guestConsoleEnding.method]: (body) => {
        consoles.noteEnding(clusterId, body);
        return {};
      },
      [imageLocate.method]: async (body) => {
        const path = fileOf(imageLocate.body.parse(body).digest);
        return { path, fileBytes: (await stat(path)).size };
      },
    },
    samples: {
      [samplesPush.method]: (body) => {
        for (const { subject, id, at, counters } of samplesPush.body.parse(body).readings) {
          if (model.get(subject, id)?.clusterId === clusterId) samples.push(subject, id, at, counters);
        }
      },
    },
    streams: {
      [imageRead.method]: async (stream, body) => {
        const { digest, offset } = imageRead.body.parse(body);
        await pipeline(createReadStream(fileOf(digest), { start: offset }), stream);
      },
    },
  };
}
