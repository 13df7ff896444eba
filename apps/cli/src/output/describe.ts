import { commandLineOf, type ObjectKind } from '@skerry/domain';
import { labelsText, type View } from '../nouns/noun.ts';
import { isObjectKind } from '../objects/object-ref.ts';
import { toneOf } from './palette.ts';
import type { Cell } from './table.ts';
import { formatWhen } from './time.ts';
import { formatBytes, formatMiB, formatSeconds } from './units.ts';

type Fact = readonly [string, Cell];

/** References whose field is not named after their kind. */
const referred: Readonly<Record<string, ObjectKind>> = { ownerId: 'user' };
/** Said elsewhere, or of no use to a reader; `-o json` has them. */
const hidden = new Set(['attributes', 'wanted']);

/** What it is comes first, whose it is and since when comes last; between them the order of the contract. */
const leading = ['id', 'name', 'kind', 'state', 'stateReason', 'actions', 'consoles'];
const trailing = ['labels', 'ownerId', 'groupId', 'permissions', 'createdAt', 'changedAt'];
const rank = (field: string): number =>
  leading.includes(field) ? leading.indexOf(field) - leading.length : trailing.indexOf(field) + 1;

function kindOf(field: string): ObjectKind | undefined {
  const stem = /^(.+)Ids?$/.exec(field)?.[1] ?? '';
  return referred[field] ?? (isObjectKind(stem) ? stem : undefined);
}

/** The kinds whose names `describe` will want. */
export function kindsIn(value: unknown, found = new Set<ObjectKind>()): Set<ObjectKind> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [field, inner] of Object.entries(value)) {
    const kind = kindOf(field);
    if (kind !== undefined && inner !== undefined) found.add(kind);
    if (!hidden.has(field)) kindsIn(inner, found);
  }
  return found;
}

/** Any object of the API as lines for people: fields by their names, sizes, times and references readable. */
export function describe(object: object, view: View): Fact[] {
  const fields = Object.entries(object).sort(([a], [b]) => rank(a) - rank(b));
  return fields.flatMap(([field, value]) => factsOf(field, value, view));
}

function factsOf(field: string, value: unknown, view: View): Fact[] {
  if (value === undefined || hidden.has(field)) return [];
  if (field === 'actions') return possibleNow('Possible now', value as Record<string, string | null>);
  if (field === 'consoles') return possibleNow('Consoles', value as Record<string, string | null>);
  const title = titleOf(field);
  if (field === 'labels') {
    const text = labelsText(value as Record<string, string>);
    return text === '' ? [] : [[title, { text: text.replaceAll(',', ', ') }]];
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    if (value.every((item) => typeof item === 'object')) {
      return value.map((item, i): Fact => [i === 0 ? title : '', { text: inline(item, view) }]);
    }
    const kind = kindOf(field);
    const items = value.map((item) => (kind === undefined ? String(item) : reference(kind, Number(item), view)));
    return [[title, { text: items.join(', ') }]];
  }
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).filter(([, v]) => v !== undefined);
    if (inner.length === 0) return [];
    return [[title, { text: inline(value, view) }]];
  }
  const text = scalar(field, value, view);
  if (text === '') return [];
  return [[title, field === 'state' ? { text, tone: toneOf(text) } : { text }]];
}

const reference = (kind: ObjectKind, id: number, view: View): string => {
  const name = view.names.of(kind, id);
  return name === `#${id}` ? name : `${name} (${id})`;
};

function inline(value: unknown, view: View): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return commandLineOf(value);
  return Object.entries(value)
    .filter(([, v]) => v !== undefined && v !== '')
    .map(([k, v]) => {
      if (typeof v === 'object' && v !== null) return `${titleOf(k).toLowerCase()} (${inline(v, view)})`;
      return `${titleOf(k).toLowerCase()} ${scalar(k, v, view)}`;
    })
    .join(', ');
}

function scalar(field: string, value: unknown, view: View): string {
  const kind = kindOf(field);
  if (kind !== undefined && typeof value === 'number') return reference(kind, value, view);
  if (field === 'lastHeardSeconds') return value === null ? 'never' : `${formatSeconds(Number(value))} ago`;
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (field.endsWith('MiB')) return formatMiB(value);
    if (field.endsWith('Bytes')) return formatBytes(value);
    if (field.endsWith('Seconds')) return formatSeconds(value);
    if (field === 'fraction') return `${Math.floor(value * 100)}%`;
    return String(value);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/(At|since|^at)$/.test(field) && !Number.isNaN(Date.parse(text))) return formatWhen(text, view);
  return text;
}

function possibleNow(title: string, actions: Record<string, string | null>): Fact[] {
  const possible = Object.entries(actions).flatMap(([action, refusal]) => (refusal === null ? [action] : []));
  return [[title, { text: possible.length === 0 ? 'nothing' : possible.join(', ') }]];
}

/** "memoryMiB" → "Memory", "lastHeardSeconds" → "Last heard", "hostId" → "Host". */
export function titleOf(field: string): string {
  const special: Readonly<Record<string, string>> = {
    stateReason: 'Because',
    id: 'Number',
    cpus: 'CPUs',
    nics: 'Network',
    mac: 'MAC',
    os: 'OS',
    nat: 'NAT',
    cidr: 'CIDR',
  };
  const known = special[field];
  if (known !== undefined) return known;
  const stem = field.replace(/(MiB|Ids?|At|Seconds)$/, '') || field;
  const words = stem.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  const plural = field.endsWith('Ids') ? 's' : '';
  return words.charAt(0).toUpperCase() + words.slice(1) + plural;
}
