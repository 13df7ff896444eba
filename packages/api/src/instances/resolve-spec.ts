import type { instanceCreate } from '@skerry/contract';
import {
  type ApplicationStart,
  contextBytes,
  contextTooLarge,
  contextWith,
  defaultKind,
  diskSizeProblem,
  emptyContext,
  hasMachine,
  imageTypeOf,
  type InstanceCdrom,
  type InstanceContext,
  type InstanceKind,
  type InstanceSpec,
  type MachineAsked,
  machineAsked,
  maxContextBytes,
  processorsIn,
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
import { cdromImage } from './cdrom-image.ts';
import { readyImage } from './ready-image.ts';
import { resolveMachine, withCdrom } from './resolve-machine.ts';
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
  /** Undefined: the usual, or of a kind that has none. */
  readonly machine: MachineAsked | undefined;
  /** In its drive. */
  readonly cdrom: InstanceCdrom | undefined;
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
  const kind = wish.kind ?? template.kind ?? image.kinds[0] ?? defaultKind;
  const wished = machineAsked(wish.machine);
  const { topology } = machineAsked(image.machine, template.machine, wished) ?? {};
  const cpus = wish.cpus ?? template.cpus ?? (topology && hasMachine(kind) ? processorsIn(topology) : usualSpec.cpus);
  const resolved: Resolved = {
    kind,
    cpus,
    memoryMiB: wish.memoryMiB ?? template.memoryMiB ?? usualMemoryMiB(image),
    image,
    diskSizeMiB: wish.diskSizeMiB ?? template.diskSizeMiB ?? image.sizeMiB,
    nics,
    context: contextWith(template.context ?? emptyContext, wish.context),
    application: resolveApplication(image, template.application, wish.application),
    requirements: wish.requirements ?? template.requirements ?? '',
    rank: wish.rank ?? template.rank ?? usualSpec.rank,
    machine: resolveMachine(kind, cpus, [image.machine, template.machine], withCdrom(wished, wish.cdromImageId)),
    cdrom: wish.cdromImageId === undefined ? undefined : cdromImage(wish.cdromImageId, 'cdromImageId', caller, cloud),
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

/** What the image allows. Throws `invalid-request`. */
export function checkAgainstImage({
  image,
  kind,
  memoryMiB,
  diskSizeMiB,
}: Pick<Resolved, 'image' | 'kind' | 'memoryMiB' | 'diskSizeMiB'>): void {
  if (imageTypeOf(image) === 'cdrom') {
    throw invalidField(
      'imageId',
      `The image "${image.name}" is a CD-ROM, of which no disk is made: give it as cdromImageId, beside an image for the disk.`,
    );
  }
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
