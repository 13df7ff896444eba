import {
  hasMachine,
  type HostReport,
  type Image,
  imageTypeOf,
  type InstanceCdrom,
  type InstanceKind,
} from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import { invalidField, RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import { hasFile } from '../views/image-view.ts';
import { readyImage } from './ready-image.ts';

/** A disc, as an instance holds it. Throws `unknown-reference`, `invalid-request` and `not-usable`. */
export function cdromImage(imageId: number, field: string, caller: Caller, cloud: Cloud): InstanceCdrom {
  const image = readyImage(imageId, caller, cloud.model, field);
  if (imageTypeOf(image) !== 'cdrom') throw invalidField(field, notADisc(image));
  if (!hasFile(image, cloud)) {
    throw new RequestError('not-usable', `The file of the image "${image.name}" is not in its datastore.`, {
      field,
      hint: 'Put the file back, or register the image again.',
    });
  }
  return { imageId: image.id, imageDigest: image.digest };
}

const notADisc = ({ name }: Image): string => `The image "${name}" is no CD-ROM: choose one of the type cdrom.`;

/** A host of an earlier version knows of no drives, and would never say so. */
export function checkDrives(kind: InstanceKind, report: HostReport | undefined): void {
  const runtime = report?.runtimes.find((one) => one.kind === kind);
  if (!hasMachine(kind) || runtime === undefined || runtime.machine !== undefined) return;
  throw new RequestError('not-usable', 'The agent of its host is of a version that knows no CD-ROM drives.', {
    hint: 'Update the agent there, then attach the CD-ROM.',
  });
}
