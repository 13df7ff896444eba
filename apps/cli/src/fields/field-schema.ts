/** The part of JSON Schema that request bodies are made of. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: FieldSchema;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  /** Of what may be taken away: its own schema, then that of null. */
  readonly anyOf?: readonly FieldSchema[];
}
