import {
  type Asked,
  fieldsOf,
  type FilterParameter,
  type ListField,
  listOrders,
  type ObjectKind,
} from '@skerry/domain';
import { z } from 'zod';
import { wholeNumber } from './object.ts';

/**
 * What a list is asked with. Which fields a kind can be filtered and ordered by stands in one table of the domain; here
 * only the size is bounded: what a filter says is read, and refused, by the rules that console and command line share.
 */
const longestFilter = 1024;
/** Of one parameter; more is no question of a person. */
const mostRepeats = 16;
const texts = z.union([z.string().max(longestFilter), z.array(z.string().max(longestFilter)).max(mostRepeats)]);

const listQuery = z.strictObject({
  limit: wholeNumber(1, 1000).default(100).describe('Objects on a page.'),
  after: z.string().max(1024).optional().describe('`next` of the page before.'),
  sort: z
    .string()
    .max(64)
    .default('id')
    .describe('Field to sort by: id, name, createdAt, changedAt, or another of the kind.'),
  order: z.enum(listOrders).default('asc'),
  name: z.string().max(63).optional().describe('Exactly this name.'),
  search: texts
    .optional()
    .describe(
      'Part of the name; of instances and leases also of an address or MAC. With commas: any of them; `!` before: none.',
    ),
  label: texts
    .optional()
    .describe('`key` or `key=value`; `!` before: without it. Several, with commas or repeated: all must hold.'),
});

type Filters<K extends ObjectKind> = { [F in FilterParameter<K>]: z.ZodOptional<z.ZodType<Asked>> };

/** The query of a list: what all have, and a filter for every field of the kind that filters. */
export const listQueryOf = <K extends ObjectKind>(kind: K) =>
  z.strictObject({ ...listQuery.shape, ...(filtersOf(kind) as unknown as Filters<K>) });

const filtersOf = (kind: ObjectKind) =>
  Object.fromEntries(
    Object.entries(fieldsOf(kind)).flatMap(([parameter, field]) =>
      field.filters ? [[parameter, texts.optional().describe(about(field))]] : [],
    ),
  );

const several = 'with commas: any of them; `!` before: none of them';

function about(field: ListField): string {
  const repeat = field.many ? 'Repeated: all must hold. ' : '';
  switch (field.type) {
    case 'choice':
      return `${repeat}One of ${field.values.join(', ')}; ${several}.`;
    case 'reference':
      return `${repeat}Number of a ${field.of}, or \`none\`; ${several}.`;
    case 'truth':
      return `${repeat}\`true\` or \`false\`.`;
    case 'number':
      return `${repeat}Exactly so much; ${several}.`;
    case 'address':
    case 'text':
    case 'time':
      return `${repeat}Exactly this, or \`none\`; ${several}.`;
  }
}
