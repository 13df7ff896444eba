import { invalidField } from '@skerry/api/errors';
import type { imageCreate } from '@skerry/contract';
import type { ImageOrigin } from '@skerry/domain';
import { describeUrl } from '@skerry/outbound';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';
import type { z } from 'zod';

type Given = z.output<typeof imageCreate>;

export interface Begun {
  readonly origin: ImageOrigin;
  readonly record: ImageImportRecord;
}

/** What is written down of a new import, by the source that was given. Throws `invalid-request`. */
export function importOf(given: Given, byAdministrator: boolean): Begun {
  const { digest, kinds, type } = given;
  const wanted = { ...(kinds === undefined ? {} : { kinds }), ...(type === undefined ? {} : { type }) };
  const more = { byAdministrator, wanted, ...(digest === undefined ? {} : { digest }) };
  const promised = digest === undefined ? {} : { digest };
  if (given.url !== undefined) {
    const url = new URL(given.url);
    if (url.username !== '' || url.password !== '') {
      throw invalidField('url', 'Give an address without a name and a password in it.');
    }
    const origin = { source: 'url', url: describeUrl(url), ...promised } as const;
    return { origin, record: { source: { type: 'url', fullUrl: url.href }, ...more } };
  }
  if (given.upload !== undefined) {
    const { bytes } = given.upload;
    return { origin: { source: 'upload', ...promised }, record: { source: { type: 'upload', bytes }, ...more } };
  }
  const { marketplaceId, reference } = given;
  if (marketplaceId === undefined || reference === undefined) {
    throw invalidField('path', 'Say where the image comes from.');
  }
  return {
    origin: { source: 'marketplaceId', marketplaceId, reference, ...promised },
    record: { source: { type: 'marketplace', marketplaceId, reference }, ...more },
  };
}
