/** One step from the schema before to the next. Never edited once released: who has it applied will not run it again. */
export interface Migration {
  /** Counts from 1 without a gap; becomes `PRAGMA user_version`. */
  readonly version: number;
  readonly sql: string;
}
