/** The documents of the OCI image and distribution specifications, and Docker's before them: their shapes, no meaning. */
import { plainWords } from '@skerry/marketplace-contract';
import { parseStrongDigest } from '@skerry/outbound';
import { z } from 'zod';

const digest = z.string().transform((text, ctx) => {
  const parsed = parseStrongDigest(text);
  if (parsed === undefined) {
    ctx.addIssue({ code: 'custom', message: 'no digest' });
    return z.NEVER;
  }
  return parsed;
});

const texts = z.record(z.string(), z.string()).nullish();

/** 16 TiB: nobody has it, and sums of a hundred stay exact. */
const bytes = z
  .int()
  .min(0)
  .max(2 ** 44);

export const descriptor = z.object({
  mediaType: z.string().max(255).default(''),
  digest,
  size: bytes,
  annotations: texts,
});
export type Descriptor = z.infer<typeof descriptor>;

const platform = z.object({
  architecture: z.string().max(64),
  os: z.string().max(64),
  variant: z.string().max(64).nullish(),
});
export type Platform = z.infer<typeof platform>;

/** More are no image that anybody made for use. */
const mostMembers = 1_000;

export const imageIndex = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z
    .array(descriptor.extend({ platform: platform.nullish(), artifactType: z.string().nullish() }))
    .max(mostMembers),
  layers: z.never({ error: 'an index and an image at once' }).optional(),
});
export type ImageIndex = z.infer<typeof imageIndex>;

export const imageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().nullish(),
  config: descriptor,
  layers: z.array(descriptor).max(mostMembers),
  annotations: texts,
  manifests: z.never({ error: 'an index and an image at once' }).optional(),
});
export type ImageManifest = z.infer<typeof imageManifest>;

const strings = z.array(z.string()).nullish();
const anything = z.record(z.string(), z.unknown()).nullish();

export const imageConfiguration = z.object({
  architecture: z.string().max(64).default(''),
  os: z.string().max(64).default(''),
  variant: z.string().max(64).nullish(),
  created: z.string().nullish(),
  rootfs: z.object({ diff_ids: z.array(digest).max(mostMembers) }),
  config: z
    .object({
      Entrypoint: strings,
      Cmd: strings,
      Env: strings,
      User: z.string().nullish(),
      WorkingDir: z.string().nullish(),
      StopSignal: z.string().nullish(),
      Volumes: anything,
      ExposedPorts: anything,
      Labels: texts,
      Healthcheck: z
        .object({
          Test: strings,
          Interval: z.number().nullish(),
          Timeout: z.number().nullish(),
          StartPeriod: z.number().nullish(),
          Retries: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type ImageConfiguration = z.infer<typeof imageConfiguration>;

export const tagList = z.object({ tags: z.array(z.string()).nullish() });
export const repositoryList = z.object({ repositories: z.array(z.string()).nullish() });

/** What is asked for, in the order of what we like. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;

const configurationTypes: ReadonlySet<string> = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

/** With `foreign` and `nondistributable` in them some registries have the layer, others not. */
const layerType =
  /^application\/vnd\.(oci\.image\.layer(\.nondistributable)?\.v1\.tar(\+gzip|\+zstd)?|docker\.image\.rootfs\.(foreign\.)?diff\.tar(\.gzip|\.zstd)?)$/;

/** What an artifact of another kind says it is: a chart, a signature, a disk. Of an image nothing. */
export function otherKindOf({ config, layers, artifactType }: ImageManifest): string | undefined {
  const other = [config, ...layers].find((each, i) =>
    i === 0 ? !configurationTypes.has(each.mediaType) : !layerType.test(each.mediaType),
  );
  return other && plainWords(artifactType ?? other.mediaType, 100);
}
