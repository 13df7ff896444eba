import type { ImageSourceField } from '@skerry/contract';
import { invalidField } from '@skerry/api/errors';
import type { ImageSource, OpenImage } from './image-source.ts';
import { pathSource } from './path-source.ts';

/** Where images come from, by the field of the request that names it: another source is one entry. */
const imageSources: Readonly<Record<ImageSourceField, ImageSource>> = { path: pathSource };

export function sourceOf(body: Readonly<Partial<Record<ImageSourceField, string>>>): OpenImage {
  for (const [field, source] of Object.entries(imageSources)) {
    const given = body[field as ImageSourceField];
    if (given !== undefined) return source(given);
  }
  throw invalidField('path', 'Say where the image comes from.');
}
