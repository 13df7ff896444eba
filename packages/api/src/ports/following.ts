/** Keeps the model with its store. */
export interface Following {
  /** Resolves when the model shows this revision. */
  reached(revision: number): Promise<void>;
}
