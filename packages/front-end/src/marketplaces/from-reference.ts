import { marketplaceFor, may, parseImageReference } from '@skerry/domain';
import { invalidField } from '@skerry/api/errors';
import type { Caller } from '@skerry/api/requests/call';
import type { Model } from '@skerry/api/state/model';

export type FromReference = { readonly url: string } | { readonly marketplaceId: number; readonly reference: string };

/** What was typed as one word, as the fields of an image that is made. Throws `invalid-request` at that field. */
export function fromReference(text: string, caller: Caller, model: Pick<Model, 'all'>, field = 'from'): FromReference {
  const read = parseImageReference(text);
  if (!read.ok) throw invalidField(field, read.error);
  const asked = read.value;
  if (asked.from === 'url') return { url: asked.url };
  const usable = [...model.all('marketplace')].filter((each) => may(caller, 'use', each));
  const meant = marketplaceFor(asked, usable);
  if (!meant.ok) throw invalidField(field, meant.error);
  return { marketplaceId: meant.value, reference: asked.reference };
}
