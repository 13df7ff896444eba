import { invalidField } from '@skerry/api/errors';
import type { ImageSource, OpenImage } from './image-source.ts';
import { pathSource } from './path-source.ts';

/** Sources that are here: a request waits for them. The others are imported (`imports/import-of.ts`). */
type ImageSourceField = 'path';

const imageSources: Readonly<Record<ImageSourceField, ImageSource>> = { path: pathSource };

export function sourceOf(body: Readonly<Partial<Record<ImageSourceField, string>>>): OpenImage {
  for (const [field, source] of Object.entries(imageSources)) {
    const given = body[field as ImageSourceField];
    if (given !== undefined) return source(given);
  }
  throw invalidField('path', 'Say where the image comes from.');
}
