import { isReady, type ReadyImage } from '@skerry/domain';
import { referred } from '../catalogue/meta.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';

/** An image that the caller may use and of which something can be made. Throws `unknown-reference` and `image-not-ready`. */
export function readyImage(imageId: number, caller: Caller, model: Cloud['model'], field = 'imageId'): ReadyImage {
  const image = referred('image', imageId, field, caller, model);
  if (isReady(image)) return image;
  const { failure } = image.import ?? {};
  throw new RequestError(
    'image-not-ready',
    failure === undefined
      ? `The image "${image.name}" is not imported yet.`
      : `The image "${image.name}" could not be imported: ${failure.message}`,
    { field, ...(failure === undefined ? {} : { hint: `Try it again: skerry image retry ${image.name}.` }) },
  );
}
