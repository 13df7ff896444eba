/** What an instance of an image runs: the image's word, then the template's, then that of whoever creates it. */
import {
  type ApplicationGiven,
  applicationTooLarge,
  type ApplicationStart,
  type Image,
  isTooLarge,
  startOf,
} from '@skerry/domain';
import { invalidField } from '../errors.ts';

/** Undefined: the image boots its own init. Throws what no application can be started with. */
export function resolveApplication(
  image: Pick<Image, 'name' | 'application'>,
  ...given: readonly (ApplicationGiven | undefined)[]
): ApplicationStart | undefined {
  if (image.application === undefined) {
    if (given.every((one) => one === undefined || Object.values(one).every((value) => value == null))) return undefined;
    throw invalidField(
      'application',
      `The image "${image.name}" boots its own init: what it runs is decided inside of it, by user data for instance.`,
    );
  }
  const start = startOf(image.application, ...given);
  if (start.entrypoint.length + start.command.length === 0) {
    throw invalidField('application.command', `The image "${image.name}" names no program to start. Give a command.`);
  }
  if (isTooLarge(start)) throw invalidField('application', applicationTooLarge);
  return start;
}
