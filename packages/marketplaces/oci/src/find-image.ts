/** From a reference to the one manifest for an architecture, through as many indexes as it takes, within bounds. */
import { kindsOf, type Offer, plainWords } from '@skerry/marketplace-contract';
import { SkerryError } from '@skerry/kit';
import { type Digest, parseJson, sourceCodeOf, sourceError } from '@skerry/outbound';
import { applicationOf } from './application-of.ts';
import {
  type Descriptor,
  type ImageConfiguration,
  imageConfiguration,
  imageIndex,
  type ImageIndex,
  imageManifest,
  type ImageManifest,
  otherKindOf,
} from './documents.ts';
import { choose, fit, shown } from './platform.ts';
import type { ImageReference } from './reference.ts';
import { shortName } from './reference.ts';
import type { Manifest, Registry } from './registry.ts';

/** Documents that one reference may lead to. Real ones take two or three; more is a maze. */
const mostDocuments = 16;
/** Of a configuration; some hold the whole history of a build. */
const mostConfigurationBytes = 8 * 1024 * 1024;

interface Image {
  readonly digest: Digest;
  readonly manifest: ImageManifest;
  readonly configuration: ImageConfiguration;
}

/** Of an answer to our question; that a password is not taken was said in words already. */
const isOfAnswer = (error: unknown): boolean => error instanceof SkerryError && error.context['status'] !== undefined;

type Document = { readonly index: ImageIndex } | { readonly manifest: ImageManifest };

class Search {
  #documents = 0;
  readonly #there = new Set<string>();
  readonly registry: Registry;
  readonly reference: ImageReference;
  readonly architecture: string;
  readonly signal: AbortSignal | undefined;

  constructor(registry: Registry, reference: ImageReference, architecture: string, signal: AbortSignal | undefined) {
    this.registry = registry;
    this.reference = reference;
    this.architecture = architecture;
    this.signal = signal;
  }

  get #what(): string {
    const { digest, tag = '' } = this.reference;
    return `${shortName(this.reference)}${digest === undefined ? `:${tag}` : `@${digest.slice(0, 19)}…`}`;
  }

  /** Docker Hub refuses what is not there as if it were a secret; so do others. */
  #notThere(error: unknown): unknown {
    const code = sourceCodeOf(error);
    if (code === 'source-not-found') return sourceError(code, `There is no ${this.#what}.`, { cause: error });
    if (code !== 'source-refused' || !isOfAnswer(error)) return error;
    return sourceError(code, `${this.#what} is not given to us: it is not there, or not for everybody.`, {
      cause: error,
    });
  }

  async image(): Promise<Image> {
    const { digest, tag = '' } = this.reference;
    const found = await this.#in(await this.#get(digest ?? tag));
    if (found) return found;
    const there = [...this.#there].sort().map((each) => plainWords(each, 60));
    const what = `${this.#what} is there for ${there.join(', ') || 'no architecture that it names'}`;
    throw sourceError('source-other-architecture', `${what}, not for ${plainWords(this.architecture, 40)}.`);
  }

  /** `isSaid`: somebody called it an image; else it may be something that lies beside them. */
  async #in(document: Manifest, isSaid = true): Promise<Image | undefined> {
    const read = documentOf(document, this.#what);
    if ('index' in read) return this.#inIndex(read.index);
    const other = otherKindOf(read.manifest);
    if (other === undefined) return this.#inManifest(document, read.manifest);
    if (!isSaid) return undefined;
    throw sourceError('source-not-understood', `${this.#what} is no image, but "${other}".`, {
      hint: 'Choose an application image: registries keep other things too.',
    });
  }

  async #inIndex({ manifests }: ImageIndex): Promise<Image | undefined> {
    const { chosen, unsaid, there } = choose(manifests, this.architecture);
    for (const each of there) this.#there.add(each);
    // What is named comes before what must be looked into.
    for (const member of [...(chosen ? [chosen] : []), ...unsaid]) {
      const found = await this.#in(await this.#get(member.digest, member), member === chosen);
      if (found) return found;
    }
    return undefined;
  }

  async #inManifest({ digest }: Manifest, manifest: ImageManifest): Promise<Image | undefined> {
    const configuration = await this.#configuration(manifest.config);
    const { diff_ids: unpacked } = configuration.rootfs;
    if (unpacked.length !== manifest.layers.length) {
      throw sourceError(
        'source-not-understood',
        `${this.#what} has ${manifest.layers.length} layers, and its configuration tells of ${unpacked.length}.`,
      );
    }
    const { architecture, os, variant } = configuration;
    if (fit(this.architecture, { architecture, os, variant }) !== undefined) return { digest, manifest, configuration };
    this.#there.add(shown({ architecture, os, variant }));
    return undefined;
  }

  async #configuration(config: Descriptor): Promise<ImageConfiguration> {
    const what = `The configuration of ${this.#what}`;
    if (config.size > mostConfigurationBytes)
      throw sourceError('source-too-large', `${what} has ${config.size} bytes.`);
    const parts: Buffer[] = [];
    const options = this.signal === undefined ? {} : { signal: this.signal };
    for await (const part of this.registry.blob(this.reference.path, config, options)) parts.push(part);
    return parseJson(Buffer.concat(parts), imageConfiguration, what);
  }

  async #get(reference: string, told?: Descriptor): Promise<Manifest> {
    if (++this.#documents > mostDocuments) {
      throw sourceError('source-not-understood', `${this.#what} is a maze of more than ${mostDocuments} documents.`);
    }
    const got = await this.registry.manifest(this.reference.path, reference, this.signal).catch((error: unknown) => {
      throw told === undefined ? this.#notThere(error) : error;
    });
    if (told !== undefined && told.size !== got.content.length) {
      const sizes = `should have ${told.size} bytes, and has ${got.content.length}`;
      throw sourceError('source-wrong-size', `A document of ${this.#what} ${sizes}.`);
    }
    return got;
  }
}

/** By what it holds; what the answer and the document call it must not contradict that. */
function documentOf({ content, mediaType }: Manifest, what: string): Document {
  const isOld = mediaType.includes('distribution.manifest.v1+');
  if (isOld) {
    throw sourceError('source-not-understood', `${what} is kept in a form of 2015, which nobody checks any more.`, {
      hint: 'Ask its maker to push it anew, or choose a newer version.',
    });
  }
  const looksLikeIndex = /(manifest\.list\.v2|image\.index\.v1)\+json$/;
  const text = content.toString('utf8', 0, 65_536);
  const isIndex =
    looksLikeIndex.test(mediaType) || (!/manifest\.v[12]\+json$/.test(mediaType) && /"manifests"\s*:/.test(text));
  const document: Document = isIndex
    ? { index: parseJson(content, imageIndex, what) }
    : { manifest: parseJson(content, imageManifest, what) };
  const said = 'index' in document ? document.index.mediaType : document.manifest.mediaType;
  if (said !== undefined && looksLikeIndex.test(said) !== isIndex) {
    throw sourceError('source-not-understood', `${what} says that it is "${plainWords(said, 80)}", and is not.`);
  }
  return document;
}

export async function findImage(
  registry: Registry,
  reference: ImageReference,
  architecture: string,
  signal: AbortSignal | undefined,
): Promise<Offer> {
  const { digest, manifest, configuration } = await new Search(registry, reference, architecture, signal).image();
  const { host, path, tag } = reference;
  const application = applicationOf(configuration);
  const version = tag ?? plainWords(application.labels['org.opencontainers.image.version'] ?? '', 64);
  const description = plainWords(application.labels['org.opencontainers.image.description'] ?? '');
  const created = Date.parse(configuration.created ?? '');
  const location = `${host}/${path}`;
  const blob = (role: 'configuration' | 'layer') => (each: Descriptor) => ({
    role,
    location,
    digest: each.digest,
    size: each.size,
    mediaType: each.mediaType,
  });
  return {
    name: shortName(reference),
    version: version === '' ? digest.slice(0, 19) : version,
    ...(description === '' ? {} : { description }),
    pinned: `${location}@${digest}`,
    digest,
    format: 'oci',
    architecture,
    kinds: kindsOf('oci'),
    minimum: {},
    blobs: [blob('configuration')(manifest.config), ...manifest.layers.map(blob('layer'))],
    // Builds that come out the same say 1970 or nothing.
    ...(created > 0 && created < 8.64e15 ? { publishedAt: new Date(created).toISOString() } : {}),
    application,
  };
}
