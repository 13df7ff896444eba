/** Simplestreams: an index that names lists of products, and a list of products, versions and files. Shapes only. */
import { z } from 'zod';

export const streamIndex = z.object({
  index: z.record(z.string(), z.unknown()),
});

/** One of them that holds images. */
export const imageStream = z.object({
  datatype: z.literal('image-downloads'),
  format: z.literal('products:1.0').optional(),
  path: z.string().min(1).max(500),
});

export const productList = z.object({
  datatype: z.literal('image-downloads').optional(),
  products: z.record(z.string(), z.unknown()),
});

const words = z.string().max(500);

export const product = z.object({
  aliases: z.string().max(10_000).default(''),
  arch: words,
  os: words.default(''),
  release: words.default(''),
  release_title: words.optional(),
  variant: words.default(''),
  requirements: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  versions: z.record(z.string(), z.object({ items: z.record(z.string(), z.unknown()) })),
});
export type Product = z.infer<typeof product>;

export const item = z
  .object({
    ftype: words,
    path: z.string().min(1).max(1_000),
    size: z.int().min(0),
    sha256: z.string().optional(),
    sha512: z.string().optional(),
  })
  .catchall(z.unknown());
export type Item = z.infer<typeof item>;
