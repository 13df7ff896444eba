/** The image that a reference means: one that is here already, or one that is imported now. */
import { marketplaceFor, parseImageReference } from '@skerry/domain';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import type { ObjectOf } from '../../nouns/noun.ts';
import { objectId } from '../../objects/object-ref.ts';
import { followImport } from '../../progress/follow-import.ts';

type Image = ObjectOf<'image'>;
type Source = { readonly url: string } | { readonly marketplaceId: number; readonly reference: string };

export async function imageFor(cli: Cli, text: string): Promise<Pick<Image, 'id' | 'name'>> {
  const client = await cli.client();
  // No word before a colon: it is called so here.
  if (!text.includes(':')) {
    const id = await objectId(client, 'image', text);
    return (await client.call('image.get', { params: { id } })).data;
  }
  const source = await sourceOf(cli, text);
  const here = (await allImages(cli)).filter(({ origin }) => isFrom(origin, source));
  const known = here.find(({ state }) => state === 'ready') ?? here.find(({ state }) => state === 'importing');
  if (known?.state === 'ready') {
    cli.say(`The image ${known.name} (${known.id}) is here already.`);
    return known;
  }
  if (known !== undefined) {
    await followImport(cli, known.id, known.name);
    return known;
  }
  const failed = here.find(({ state }) => state === 'failed');
  if (failed !== undefined) {
    await client.call('image.retry', { params: { id: failed.id } });
    await followImport(cli, failed.id, failed.name);
    return failed;
  }
  const name = freeName(text, new Set((await allImages(cli)).map((image) => image.name)));
  const { data: made } = await client.call('image.create', { body: { name, ...source } });
  await followImport(cli, made.id, made.name);
  return made;
}

async function sourceOf(cli: Cli, text: string): Promise<Source> {
  const read = parseImageReference(text);
  if (!read.ok) throw usage(read.error);
  if (read.value.from === 'url') return { url: read.value.url };
  const client = await cli.client();
  const marketplaces = [];
  for await (const one of client.pages('marketplace.list')) marketplaces.push(one);
  const meant = marketplaceFor(read.value, marketplaces);
  if (!meant.ok) throw usage(meant.error);
  return { marketplaceId: meant.value, reference: read.value.reference };
}

async function allImages(cli: Cli): Promise<Image[]> {
  const client = await cli.client();
  const images: Image[] = [];
  for await (const image of client.pages('image.list')) images.push(image);
  return images;
}

const isFrom = (origin: Image['origin'], source: Source): boolean =>
  origin !== undefined &&
  ('url' in source
    ? origin.url === source.url
    : origin.marketplaceId === source.marketplaceId && origin.reference === source.reference);

/** `docker://library/nginx:1.27` is called `nginx-1.27`, `lxc:debian/12` `debian-12`; another of that name gets a number. */
export function freeName(text: string, taken: ReadonlySet<string>): string {
  const [, scheme = '', rest = ''] = /^([A-Za-z0-9._-]+):(?:\/\/)?(.*)$/s.exec(text) ?? [];
  const path = rest.replace(/[?#@].*$/s, '');
  // Of a registry and of a web server what is before the last part is a way there.
  const plain = (/^(docker|oci|https?)$/i.test(scheme) ? (path.split('/').at(-1) ?? '') : path)
    .replace(/\.(qcow2|raw|img|vmdk|vdi|vhdx?|ova|iso|tar(\.\w+)?)$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 50);
  // What is all digits would be taken for a number.
  const name = /\D/.test(plain) ? plain : `image-${plain}`.replace(/-$/, '');
  for (let n = 2, next = name; ; n++) {
    if (!taken.has(next)) return next;
    next = `${name}-${n}`;
  }
}
