import { compareValues, orderValue } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud, Row, RowCache } from '../cloud.ts';
import { columnValues, isChanging } from './column-values.ts';

/** Selections remembered. Each holds a reference for each of its objects. */
const keptSelections = 32;

interface Order<K extends Kind> {
  version: number;
  rows: Row<K>[];
}

/**
 * The objects of a kind in the order of a column, and what of them a question selects. Remembered until an object of
 * the kind changes: from page to page, and from look to look, nothing is sorted or filtered again. Owns no fact.
 */
export class OrderedRows implements RowCache {
  readonly #orders = new Map<string, Order<Kind>>();
  readonly #selections = new Map<string, { readonly version: number; readonly rows: readonly Row<Kind>[] }>();

  /** All objects, rising by the column, then by number. */
  all<K extends Kind>(kind: K, column: string, cloud: Cloud): readonly Row<K>[] {
    const { model } = cloud;
    const version = model.versionOf(kind);
    const key = `${kind}/${column}`;
    const known = this.#orders.get(key) as Order<K> | undefined;
    const keeps = !isChanging(kind, column);
    if (keeps && known?.version === version) return known.rows;
    const rowOf = rowReader(kind, column, cloud);
    const rows: Row<K>[] = [];
    if (keeps && known !== undefined) {
      // In the order of before: few have moved, and what is nearly sorted is sorted in one pass.
      const seen = new Set<number>();
      for (const row of known.rows) {
        const now = model.get(kind, row.object.id);
        if (now === undefined) continue;
        seen.add(now.id);
        rows.push(now === row.object ? row : rowOf(now));
      }
      for (const object of model.all(kind)) if (!seen.has(object.id)) rows.push(rowOf(object));
    } else {
      for (const object of model.all(kind)) rows.push(rowOf(object));
    }
    rows.sort(inOrder);
    if (keeps) this.#orders.set(key, { version, rows });
    return rows;
  }

  selected<K extends Kind>(
    kind: K,
    column: string,
    question: string | undefined,
    matches: (object: Objects[K]) => boolean,
    cloud: Cloud,
  ): readonly Row<K>[] {
    const version = cloud.model.versionOf(kind);
    const key = `${kind}/${column}/${question}`;
    const known = this.#selections.get(key);
    const keeps = question !== undefined && !isChanging(kind, column);
    if (keeps && known?.version === version) return known.rows as readonly Row<K>[];
    const rows = this.all(kind, column, cloud).filter(({ object }) => matches(object));
    if (!keeps) return rows;
    this.#selections.delete(key);
    this.#selections.set(key, { version, rows });
    if (this.#selections.size > keptSelections) {
      this.#selections.delete(this.#selections.keys().next().value as string);
    }
    return rows;
  }

  among<K extends Kind>(
    kind: K,
    column: string,
    ids: readonly number[],
    matches: (object: Objects[K]) => boolean,
    cloud: Cloud,
  ): readonly Row<K>[] {
    const objects = [...new Set(ids)].flatMap((id) => cloud.model.get(kind, id) ?? []);
    return objects
      .filter(matches)
      .map(rowReader(kind, column, cloud))
      .sort(inOrder);
  }
}

const inOrder = (a: Row<Kind>, b: Row<Kind>): number => compareValues(a.value, b.value) || a.object.id - b.object.id;

const rowReader =
  <K extends Kind>(kind: K, column: string, cloud: Cloud) =>
  (object: Objects[K]): Row<K> => {
    const read = () => orderValue(kind, column, columnValues(kind, object, column, cloud));
    return { object, value: cloud.faults.attempt(object, `${kind}s by ${column}`, read, null) };
  };
