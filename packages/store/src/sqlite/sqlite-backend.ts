import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Backend, Marks, StoredBatch, StoredChange, StoredEntry } from '../engine/backend.ts';
import { storeError } from '../errors.ts';
import { compareKeys, prefixEnd } from '../key-order.ts';
import type { LeaseId } from '../port.ts';
import type { AcknowledgedMark } from './acknowledged-mark.ts';
import { fromSqlite, guarded } from './sqlite-error.ts';

interface Revisions {
  readonly createRevision: number;
  readonly modRevision: number;
}

interface EntryRow {
  readonly key: string;
  readonly value: string;
  readonly create_revision: number;
  readonly mod_revision: number;
}

interface HistoryRow {
  readonly revision: number;
  readonly key: string;
  readonly value: string | null;
  readonly create_revision: number;
}

/** Above every key: no key holds a code point beyond it. */
const noEnd = '\u{10FFFF}\u{10FFFF}';

export class SqliteBackend implements Backend {
  private readonly db: DatabaseSync;
  private readonly mark: AcknowledgedMark;
  private readonly statements = new Map<string, StatementSync>();
  private revision = 0;

  constructor(db: DatabaseSync, mark: AcknowledgedMark) {
    this.db = db;
    this.mark = mark;
  }

  load() {
    const [marks] = this.rows<Marks>('SELECT revision, compacted FROM marks');
    if (!marks) throw storeError('store-corrupt', { context: { missing: 'marks' } });
    const leases = this.rows<{ id: string; ttlMs: number }>('SELECT id, ttl_ms AS ttlMs FROM leases');
    this.revision = marks.revision;
    return { revision: marks.revision, compacted: marks.compacted, leases };
  }

  get(key: string): StoredEntry | undefined {
    const sql = 'SELECT key, value, create_revision, mod_revision FROM entries WHERE key = ?';
    const [row] = this.rows<EntryRow>(sql, key);
    return row && toEntry(row);
  }

  revisionsOf(key: string) {
    const sql = 'SELECT create_revision AS createRevision, mod_revision AS modRevision FROM entries WHERE key = ?';
    return this.rows<Revisions>(sql, key)[0];
  }

  list(prefix: string, after: string | undefined, limit: number): StoredEntry[] {
    // One lower bound: of two, SQLite seeks to the first and steps over all up to the other, for each page again.
    const goesOn = after !== undefined && compareKeys(after, prefix) >= 0;
    const sql = `SELECT key, value, create_revision, mod_revision FROM entries
      WHERE key ${goesOn ? '>' : '>='} ? AND key < ? ORDER BY key LIMIT ?`;
    return this.rows<EntryRow>(sql, goesOn ? after : prefix, prefixEnd(prefix) ?? noEnd, limit).map(toEntry);
  }

  history(revision: number, through: number): StoredBatch[] {
    const sql = `SELECT id >> 20 AS revision, key, value, create_revision FROM history
      WHERE id >= (? + 1) << 20 AND id < (? + 1) << 20 ORDER BY id`;
    const batches: { revision: number; changes: StoredChange[] }[] = [];
    for (const row of this.rows<HistoryRow>(sql, revision, through)) {
      let batch = batches.at(-1);
      if (batch?.revision !== row.revision) batches.push((batch = { revision: row.revision, changes: [] }));
      const change = { key: row.key, createRevision: row.create_revision };
      batch.changes.push(row.value === null ? change : { ...change, text: row.value });
    }
    return batches;
  }

  hasLease(id: LeaseId): boolean {
    return this.rows('SELECT 1 FROM leases WHERE id = ?', id).length > 0;
  }

  keysOfLease(id: LeaseId): string[] {
    return this.rows<{ key: string }>('SELECT key FROM entries WHERE lease = ? ORDER BY key', id).map((row) => row.key);
  }

  atomically<T>(work: () => T): T {
    const before = this.revision;
    try {
      this.run('BEGIN IMMEDIATE');
      const result = work();
      this.run('COMMIT');
      guarded(() => this.mark.note(this.revision));
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some failures, a full disk among them.
      this.revision = before;
      if (this.db.isTransaction) this.run('ROLLBACK');
      throw fromSqlite(error);
    }
  }

  put(entry: StoredEntry): void {
    const { key, text, createRevision, modRevision, lease = null } = entry;
    const sql = `INSERT INTO entries (key, create_revision, mod_revision, lease, value) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET mod_revision = excluded.mod_revision, lease = excluded.lease, value = excluded.value`;
    this.run(sql, key, createRevision, modRevision, lease, text);
  }

  delete(key: string): void {
    this.run('DELETE FROM entries WHERE key = ?', key);
  }

  appendHistory({ revision, changes }: StoredBatch): void {
    const sql = 'INSERT INTO history (id, key, create_revision, value) VALUES ((? << 20) | ?, ?, ?, ?)';
    changes.forEach(({ key, createRevision, text = null }, position) =>
      this.run(sql, revision, position, key, createRevision, text),
    );
  }

  setMarks({ revision, compacted }: Marks): void {
    const moved = this.run('UPDATE marks SET compacted = ?1 WHERE compacted < ?1', compacted).changes;
    if (moved) this.run('DELETE FROM history WHERE id < (? + 1) << 20', compacted);
    this.run('UPDATE marks SET revision = ?', revision);
    this.revision = revision;
  }

  addLease(id: LeaseId, ttlMs: number): void {
    this.run('INSERT INTO leases (id, ttl_ms) VALUES (?, ?)', id, ttlMs);
  }

  removeLease(id: LeaseId): void {
    this.run('DELETE FROM leases WHERE id = ?', id);
  }

  close(): void {
    this.statements.clear();
    guarded(() => this.db.close());
    this.mark.remove();
  }

  private rows<T>(sql: string, ...values: (string | number)[]): T[] {
    return guarded(() => this.statement(sql).all(...values) as T[]);
  }

  private run(sql: string, ...values: (string | number | null)[]) {
    return guarded(() => this.statement(sql).run(...values));
  }

  private statement(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }
}

function toEntry(row: EntryRow): StoredEntry {
  return { key: row.key, text: row.value, createRevision: row.create_revision, modRevision: row.mod_revision };
}
