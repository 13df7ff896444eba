import { application as shape, type image } from '@skerry/contract';
import {
  type Image,
  type ImageOrigin,
  type ImageState,
  imageTypeOf,
  initSignal,
  isReady,
  type ReadyImage,
  secondsLeft,
} from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import { askedMachineView } from './machine-view.ts';
import { metaView } from './meta-view.ts';

export function imageView(object: Image, cloud: Cloud): z.input<typeof image> {
  const { digest, sizeMiB, fileBytes, application, origin } = object;
  return {
    ...metaView(object),
    datastoreId: object.datastoreId,
    state: imageState(object, cloud),
    ...(digest === undefined ? {} : { digest }),
    ...(sizeMiB === undefined ? {} : { sizeMiB }),
    ...(fileBytes === undefined ? {} : { fileBytes }),
    format: object.format,
    type: imageTypeOf(object),
    os: object.os,
    architecture: object.architecture,
    kinds: [...object.kinds],
    haltSignal: initSignal(object.haltSignal, 'halt'),
    rebootSignal: initSignal(object.rebootSignal, 'reboot'),
    minMemoryMiB: object.minMemoryMiB,
    ...(object.machine === undefined ? {} : { machine: askedMachineView(object.machine) }),
    ...(application === undefined ? {} : { application: shape.parse(application) }),
    ...(origin === undefined ? {} : { origin: originView(origin) }),
    ...progressView(object, cloud),
    ...failureView(object),
  };
}

export function imageState(image: Image, cloud: Cloud): ImageState {
  if (image.import?.state === 'failed') return 'failed';
  if (!isReady(image)) return 'importing';
  return hasFile(image, cloud) ? 'ready' : 'missing';
}

/** Datastores are the front-end's: a site learns that a file is missing when a host wants it. */
export function hasFile({ datastoreId, digest }: ReadyImage, { images, model, site }: Cloud): boolean {
  const datastore = model.get('datastore', datastoreId);
  return site !== undefined || (datastore !== undefined && images.has(datastore.path, digest));
}

function originView({ source, url, marketplaceId, reference, pinned, version, digest, format, warnings }: ImageOrigin) {
  const known = Object.entries({ url, marketplaceId, reference, pinned, version, digest, format });
  return {
    source,
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    ...(warnings === undefined ? {} : { warnings: [...warnings] }),
  };
}

function progressView(shown: Image, { imports }: Cloud): Pick<z.input<typeof image>, 'progress'> {
  if (shown.import?.state !== 'under-way') return {};
  const progress = imports?.progressOf(shown.id) ?? { step: 'waiting', bytes: 0 };
  const { step, bytes, of, bytesPerSecond } = progress;
  const left = secondsLeft(progress);
  return {
    progress: {
      step,
      bytes,
      ...(of === undefined ? {} : { of }),
      ...(bytesPerSecond === undefined ? {} : { bytesPerSecond: Math.round(bytesPerSecond) }),
      ...(left === undefined ? {} : { secondsLeft: left }),
    },
  };
}

function failureView({ import: imported }: Image) {
  const { code, message, hint } = imported?.failure ?? {};
  if (code === undefined || message === undefined) return {};
  return { failure: { code, message, ...(hint === undefined ? {} : { hint }) } };
}
