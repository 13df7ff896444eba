import { defaultArchitecture, instanceKinds, marketplaceTypes } from '@skerry/domain';
import { z } from 'zod';
import { application } from './application.ts';
import { meta, metaInput, metaPatch, name, timestamp, wholeNumber } from './object.ts';

const url = z.url({ protocol: /^https?$/ }).max(2048);
const kinds = z.array(z.enum(instanceKinds));
/** What stands between name and password at a log-in, and what ends a line, is no part of a name. */
const user = z
  .string()
  .max(256)
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^:\u0000-\u001f\u007f]+$/, 'A name to log in with has no ":" and no line ends.')
  .describe('With which name to log in there.');
const password = z.string().min(1).max(8192).describe('Never shown again.');
const addressRange = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], 'Give an address or a CIDR.');
const said = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

const insecure = z
  .boolean()
  .describe('Believe what is not protected on its way: plain HTTP, and appliances whose signature nobody checks.');
const mirrors = z.array(url).max(8).describe('Addresses that are asked before it, in this order.');
const allowedAddresses = z
  .array(addressRange)
  .max(64)
  .describe('Addresses and CIDRs that are not of the public Internet and may be reached. Only for administrators.');

export const marketplace = z
  .object({
    ...meta.shape,
    type: z.enum(marketplaceTypes),
    url: z.string(),
    user: z.string().optional().describe('Only for who may manage it.'),
    insecure: z.boolean(),
    mirrors: z.array(z.string()).optional().describe('Only for who may manage it.'),
    allowedAddresses: z.array(z.string()).optional().describe('Only for who may manage it.'),
    entries: z.int().min(0).optional().describe('In its list, as it was read last; absent: it was not.'),
    asOf: timestamp.optional().describe('When its list was read.'),
    problem: said.optional().describe('Why it did not answer, when it was asked last.'),
    allowance: z
      .object({ limit: z.int(), remaining: z.int(), resetsAt: timestamp })
      .optional()
      .describe('How often it may be asked still, where it counts.'),
  })
  .meta({ id: 'Marketplace' });

export const marketplaceCreate = z
  .strictObject({
    ...metaInput.shape,
    name,
    type: z.enum(marketplaceTypes),
    url: url.optional().describe('The public one of its type when it is not given.'),
    user: user.optional(),
    password: password.optional(),
    insecure: insecure.default(false),
    mirrors: mirrors.optional(),
    allowedAddresses: allowedAddresses.optional(),
  })
  .meta({ id: 'MarketplaceCreate' });

export const marketplacePatch = z
  .strictObject({
    ...metaPatch.shape,
    url: url.optional(),
    user: user.nullable().optional().describe('With which name to log in there; null: nobody logs in.'),
    password: password.optional().describe('Of the user. Given again when the address changes.'),
    insecure: insecure.optional(),
    mirrors: mirrors.optional(),
    allowedAddresses: allowedAddresses.optional(),
  })
  .meta({ id: 'MarketplacePatch' });

export const marketplaceCheck = z
  .object({
    reached: z.boolean(),
    message: z.string().describe('A sentence: what it has, or why it was not reached.'),
    hint: z.string().optional(),
  })
  .meta({ id: 'MarketplaceCheck' });

const reference = z.string().min(1).max(512).describe('How something there is named, as `nginx:1.27` or `debian/12`.');
const architecture = z.string().min(1).max(64);

export const entriesQuery = z.strictObject({
  q: z.string().max(200).optional().describe('Words that must all occur; nothing: everything.'),
  architecture: architecture.optional(),
  kind: z.enum(instanceKinds).optional(),
  limit: wholeNumber(1, 200).default(50).describe('Entries on a page.'),
  after: z.string().max(4096).optional().describe('`next` of the page before.'),
});

export const marketplaceEntry = z
  .object({
    reference: z.string().describe('What to give for `reference`.'),
    name: z.string(),
    description: z.string().optional(),
    architectures: z.array(z.string()).describe('None: known only of the offer.'),
    kinds: kinds.describe('None: known only of the offer.'),
    version: z.string().optional().describe('The newest.'),
    publishedAt: z.string().optional(),
    sizeBytes: z.number().optional().describe('To be transferred.'),
    official: z.boolean().optional().describe('Who runs the marketplace answers for it.'),
  })
  .meta({ id: 'MarketplaceEntry' });

export const marketplaceEntries = z
  .object({
    items: z.array(marketplaceEntry),
    total: z.int().min(0).optional().describe('On all pages, where it is known.'),
    next: z.string().optional().describe('Give it as `after` for the next page; absent on the last.'),
    asOf: timestamp.describe('When the marketplace said so.'),
    stale: said.optional().describe('It was asked again since, and why it did not answer.'),
  })
  .meta({ id: 'MarketplaceEntries' });

export const versionsQuery = z.strictObject({ reference, after: z.string().max(1024).optional() });
export const marketplaceVersions = z
  .object({
    items: z.array(z.string()).describe('Newest first, where the marketplace has an order.'),
    next: z.string().optional(),
  })
  .meta({ id: 'MarketplaceVersions' });

export const offerQuery = z.strictObject({
  reference,
  architecture: architecture.default(defaultArchitecture),
  kind: z.enum(instanceKinds).optional(),
});
/** What would be imported, now. */
export const marketplaceOffer = z
  .object({
    name: z.string(),
    version: z.string(),
    description: z.string().optional(),
    pinned: z.string().describe('A reference that means this very content later too, as long as it is there.'),
    digest: z.string().optional().describe('Absent: nobody promised one.'),
    format: z.string(),
    architecture: z.string(),
    kinds,
    minimum: z.object({
      diskBytes: z.number().optional(),
      memoryMiB: z.number().optional(),
      cpus: z.number().optional(),
    }),
    files: z.int().min(0).describe('Of which it is made.'),
    sizeBytes: z.number().optional().describe('Of its files together; absent: not known before they come.'),
    publishedAt: z.string().optional(),
    application: application.optional().describe('Of an application image: what is started in it.'),
  })
  .meta({ id: 'MarketplaceOffer' });
