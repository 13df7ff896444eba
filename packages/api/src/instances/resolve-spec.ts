import type { instanceCreate } from '@skerry/contract';
import {
  type ApplicationStart,
  contextBytes,
  contextTooLarge,
  contextWith,
  diskSizeProblem,
  emptyContext,
  type InstanceContext,
  type InstanceKind,
  type InstanceSpec,
  maxContextBytes,
  isReady,
  type ReadyImage,
  type Template,
  usualMemoryMiB,
  usualSpec,
} from '@skerry/domain';
import type { z } from 'zod';
import { referred } from '../catalogue/meta.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError, invalidField } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import { resolveApplication } from './resolve-application.ts';
import { type ResolvedNic, resolveNics, wishedNics } from './resolve-nics.ts';
import { hasFile } from '../views/image-view.ts';

export type InstanceCreate = z.output<typeof instanceCreate>;

/** A wish with nothing left open but the place. */
export interface Resolved {
  readonly kind: InstanceKind;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly image: ReadyImage;
  readonly diskSizeMiB: number;
  /** Undefined: the first network of the cluster that is chosen. */
  readonly nics: readonly ResolvedNic[] | undefined;
  readonly context: InstanceContext;
  readonly application: ApplicationStart | undefined;
  readonly requirements: string;
  readonly rank: InstanceSpec['rank'];
  readonly apart: Pick<InstanceSpec, 'antiAffinityGroup' | 'antiAffinityMode'>;
  readonly templateId: number | undefined;
}

/** The request, where it is silent the template, where that is silent our defaults. Throws what cannot work at all. */
export function resolveSpec(wish: InstanceCreate, caller: Caller, cloud: Cloud): Resolved {
  const { model } = cloud;
  const template: Partial<Template> =
    wish.templateId === undefined ? {} : referred('template', wish.templateId, 'templateId', caller, model);
  const imageId = wish.imageId ?? template.imageId;
  if (imageId === undefined) throw invalidField('imageId', 'Give an image, or a template that has one.');
  const image = readyImage(imageId, caller, model);
  const nics = resolveNics(wishedNics(wish, template), caller, model);
  if (wish.clusterId !== undefined) referred('cluster', wish.clusterId, 'clusterId', caller, model);
  if (wish.hostId !== undefined) referred('host', wish.hostId, 'hostId', caller, model);
  const resolved: Resolved = {
    kind: wish.kind ?? template.kind ?? (image.kinds[0] as InstanceKind),
    cpus: wish.cpus ?? template.cpus ?? usualSpec.cpus,
    memoryMiB: wish.memoryMiB ?? template.memoryMiB ?? usualMemoryMiB(image),
    image,
    diskSizeMiB: wish.diskSizeMiB ?? template.diskSizeMiB ?? image.sizeMiB,
    nics,
    context: contextWith(template.context ?? emptyContext, wish.context),
    application: resolveApplication(image, template.application, wish.application),
    requirements: wish.requirements ?? template.requirements ?? '',
    rank: wish.rank ?? template.rank ?? usualSpec.rank,
    apart:
      wish.antiAffinityGroup === undefined
        ? {}
        : {
            antiAffinityGroup: wish.antiAffinityGroup,
            antiAffinityMode: wish.antiAffinityMode ?? usualSpec.antiAffinityMode,
          },
    templateId: wish.templateId,
  };
  if (contextBytes(resolved.context) > maxContextBytes) throw invalidField('context', contextTooLarge);
  checkAgainstImage(resolved);
  if (wish.antiAffinityMode !== undefined && wish.antiAffinityGroup === undefined) {
    throw invalidField('antiAffinityMode', 'Name the group as well: antiAffinityGroup.');
  }
  if (nics !== undefined && new Set(nics.map(({ network }) => network.clusterId)).size > 1) {
    throw invalidField(
      wish.nics === undefined ? 'networkIds' : 'nics',
      'These networks are in different clusters: an instance is in one.',
    );
  }
  return resolved;
}

/** An image that the caller may use and of which something can be made. Throws `unknown-reference` and `image-not-ready`. */
export function readyImage(imageId: number, caller: Caller, model: Cloud['model']): ReadyImage {
  const image = referred('image', imageId, 'imageId', caller, model);
  if (isReady(image)) return image;
  const { failure } = image.import ?? {};
  throw new RequestError(
    'image-not-ready',
    failure === undefined
      ? `The image "${image.name}" is not imported yet.`
      : `The image "${image.name}" could not be imported: ${failure.message}`,
    { field: 'imageId', ...(failure === undefined ? {} : { hint: `Try it again: skerry image retry ${image.name}.` }) },
  );
}

/** What the image allows. Throws `invalid-request`. */
export function checkAgainstImage({
  image,
  kind,
  memoryMiB,
  diskSizeMiB,
}: Pick<Resolved, 'image' | 'kind' | 'memoryMiB' | 'diskSizeMiB'>): void {
  if (!image.kinds.includes(kind)) {
    throw invalidField('kind', `The image "${image.name}" cannot be a ${kind}; it can be: ${image.kinds.join(', ')}.`);
  }
  if (memoryMiB < image.minMemoryMiB) {
    throw invalidField('memoryMiB', `The image "${image.name}" needs at least ${image.minMemoryMiB} MiB to boot.`);
  }
  // A template or image may be older than the limit.
  const sizeProblem = diskSizeProblem(diskSizeMiB);
  if (sizeProblem !== undefined) throw invalidField('diskSizeMiB', sizeProblem);
  if (diskSizeMiB < image.sizeMiB) {
    throw invalidField('diskSizeMiB', `The image "${image.name}" is ${image.sizeMiB} MiB; a disk cannot be smaller.`);
  }
}

/** Whether an image whose file is missing may still be used is for the hosts to say; a new one cannot be made of it. */
export function checkImageFile({ image }: Resolved, cloud: Cloud): void {
  if (hasFile(image, cloud)) return;
  throw new RequestError('not-usable', `The file of the image "${image.name}" is not in its datastore.`, {
    field: 'imageId',
    hint: 'Put the file back, or register the image again.',
  });
}
