import type { ObjectKind } from '@skerry/domain';
import type { Listed } from '@skerry/domain/list/list-state';
import type { Item } from '@skerry/sdk';
import type { Names } from '../objects/names.ts';
import type { Tone } from '../output/palette.ts';
import type { TableColumn } from '../output/table.ts';
import { type Clock, formatTime } from '../output/time.ts';
import { formatAge, formatSeconds } from '../output/units.ts';

export interface View extends Clock {
  readonly names: Names;
}

/** One column of a list. The text of a cell is plain; its colour is said apart. */
export interface Column<T> extends TableColumn {
  readonly text: (row: T, view: View) => string;
  readonly tone?: (row: T) => Tone;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
  /** Kinds whose names `text` asks for. */
  readonly names?: readonly ObjectKind[];
}

/** The part that every kind has is said again, for code that works on any kind. */
export type ObjectOf<K extends ObjectKind> = Item<`${K}.list`> & Listed;

/** How one kind of object is shown. */
export interface Noun<K extends ObjectKind> {
  readonly kind: K;
  readonly columns: readonly Column<ObjectOf<K>>[];
  /** What is gone when it is deleted, as the object of a sentence: "the image tiny (3), 40 MiB of file". */
  readonly lost?: (object: ObjectOf<K>) => string;
}

interface Base {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  readonly ownerId: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const idColumn: Column<Base> = { title: 'ID', priority: 1, right: true, text: (o) => String(o.id) };
export const nameColumn: Column<Base> = {
  title: 'NAME',
  priority: 1,
  shrinkTo: 12,
  text: (o) => o.name,
  tone: () => 'strong',
};
/** Columns that every kind has, at its end. */
export const commonColumns: readonly Column<Base>[] = [
  { title: 'CREATED', priority: 9, wide: true, text: (o, clock) => formatTime(o.createdAt, clock) },
  { title: 'OWNER', priority: 9, wide: true, names: ['user'], text: (o, { names }) => names.of('user', o.ownerId) },
  { title: 'LABELS', priority: 9, wide: true, shrinkTo: 16, text: (o) => labelsText(o.labels) },
];

export const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([k, v]) => (v === '' ? k : `${k}=${v}`))
    .join(',');

/** A number column for a reference, shown by name. */
export const refColumn = <T>(
  kind: ObjectKind,
  priority: number,
  id: (row: T) => number | undefined,
  title = kind.toUpperCase(),
): Column<T> => ({
  title,
  priority,
  shrinkTo: 10,
  names: [kind],
  text: (row, { names }) => names.of(kind, id(row)),
});

export const age: Column<{ createdAt: string }> = {
  title: 'AGE',
  priority: 8,
  right: true,
  text: (o, { now }) => formatAge(o.createdAt, now),
};

export const heard = (seconds: number | null): string => (seconds === null ? 'never' : `${formatSeconds(seconds)} ago`);

/** Empty: it is not told to everybody. */
export const counted = (n: number | undefined): string => (n === undefined ? '' : String(n));
