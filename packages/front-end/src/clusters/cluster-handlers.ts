import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  guestConsoleEnding,
  hostRegister,
  idsLease,
  imageLocate,
  imageRead,
  type Refusal,
  samplesPush,
} from '@skerry/contract';
import { answering, type Handlers, together } from '@skerry/link';
import { RequestError } from '@skerry/api/errors';
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
  /** Told of what is not understood. */
  onRefused: (refusal: Refusal) => void,
): Handlers {
  const { images, model, samples, consoles, clock } = parts;
  const fileOf = (digest: string): string => {
    for (const image of model.all('image')) {
      if (image.digest !== digest || !catalogue.has(image)) continue;
      const directory = model.get('datastore', image.datastoreId)?.path;
      if (directory !== undefined && images.has(directory, digest)) return images.pathOf(directory, digest);
    }
    throw new RequestError('not-found', 'There is no image with this content, or its file is missing.');
  };
  const on = answering(onRefused);
  return together(
    on.request(idsLease, async ({ kind, count }) => {
      if (!leasable.has(kind)) throw new RequestError('forbidden', `A cluster gets no numbers for a ${kind}.`);
      return { first: await leaseNumbers(clusterId, kind, count, parts), count };
    }),
    on.request(hostRegister, async ({ name, key }) => ({ hostId: await registerHost(clusterId, name, key, parts) })),
    on.request(guestConsoleEnding, (body) => {
      consoles.noteEnding(clusterId, body);
      return {};
    }),
    on.request(imageLocate, async ({ digest }) => {
      const path = fileOf(digest);
      return { path, fileBytes: (await stat(path)).size };
    }),
    on.sample(samplesPush, ({ readings }) => {
      const heardAt = clock.monotonicMs();
      for (const { subject, id, at, counters } of readings) {
        if (model.get(subject, id)?.clusterId === clusterId) samples.push(subject, id, at, counters, heardAt);
      }
    }),
    on.stream(imageRead, async (stream, { digest, offset }) => {
      await pipeline(createReadStream(fileOf(digest), { start: offset }), stream);
    }),
  );
}
