import { namePattern, nameProblem } from '@skerry/domain';
import { z } from 'zod';

export const id = z.int().min(0).describe('Number of the object, unique for its kind.');

export const name = z
  .string()
  .max(63)
  .regex(namePattern, { error: (issue) => nameProblem(String(issue.input)) ?? 'This is not a name.' })
  .describe('Letters, digits, ".", "_" and "-"; starts with a letter or digit; at most 63 characters.');

export const timestamp = z.iso.datetime().describe('ISO 8601, UTC.');

export const permissions = z
  .string()
  .regex(/^([u-][m-][a-]){3}$/, 'Nine characters: u, m, a or - for owner, group and other, such as "um-u-----".')
  .describe('Rights of owner, group and others: u (use), m (manage), a (admin), or -.');

const labelKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/);
const labelValue = z.string().max(255);
export const labels = z.record(labelKey, labelValue).refine((l) => Object.keys(l).length <= 64, 'At most 64 labels.');

export const description = z.string().max(4096).describe('What it is for and what one should know, in words.');

/** Any JSON. */
export const json = z.json().meta({ id: 'Json' });

const attributeKey = z.string().max(128);
const fewAttributes = (a: object): boolean => JSON.stringify(a).length <= 65_536;
const tooManyAttributes = 'Attributes hold at most 64 KiB.';
export const attributes = z
  .record(attributeKey, json)
  .refine(fewAttributes, tooManyAttributes)
  .describe('Free JSON for users and integrations; Skerry never reads it.');

/** What every object carries. */
export const meta = z.object({
  id,
  name,
  ownerId: id,
  groupId: id,
  permissions,
  description: description.optional(),
  labels,
  attributes,
  createdAt: timestamp,
  changedAt: timestamp,
});

/** What may be given for every new object. */
export const metaInput = z.strictObject({
  description: description.optional(),
  labels: labels.optional(),
  groupId: id.optional().describe("The user's primary group when it is not given."),
  permissions: permissions.optional(),
  attributes: attributes.optional(),
});

const changes = 'What is not named stays; null takes away.';
const labelsPatch = z.record(labelKey, labelValue.nullable()).describe(`Labels by key. ${changes}`);
const attributesPatch = z
  .record(attributeKey, json)
  .refine(fewAttributes, tooManyAttributes)
  .describe(`Free JSON. ${changes}`);

/** What may be changed of every object. */
export const metaPatch = z.strictObject({
  name: name.optional(),
  description: description.optional(),
  labels: labelsPatch.optional(),
  ownerId: id.optional(),
  groupId: id.optional(),
  permissions: permissions.optional(),
  attributes: attributesPatch.optional(),
});

/** A whole number in a path or query. Not coerced: an empty text must not become 0, nor "1e3" a thousand. */
export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .string()
    .regex(/^\d{1,15}$/, 'Give a whole number.')
    .transform(Number)
    .pipe(z.int().min(least).max(most));

export const idParams = z.object({ id: wholeNumber(0) });

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.int().min(0).describe('Objects on all pages, as far as you may see them.'),
    next: z.string().optional().describe('Give it as `after` for the next page; absent on the last.'),
    revision: z.int().describe('Events after this revision are not in the page.'),
  });

export const problem = z
  .object({
    type: z.string().describe('A link to the documentation of the code.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('A sentence for the user.'),
    code: z.string().describe('Stable: programs may test it.'),
    hint: z.string().optional().describe('What to do next.'),
    field: z.string().optional().describe('The request field at fault.'),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });

export const explanation = z
  .object({
    summary: z.string().describe('One sentence: why it is as it is.'),
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    reasons: z.array(z.string()).describe('Sentences, most important first.'),
    history: z.array(z.object({ at: timestamp, what: z.string() })).describe('What was done to it, newest first.'),
    next: z.array(z.string()).describe('What a person can do now.'),
  })
  .meta({ id: 'Explanation' });
