/** Where a door carries the events of one reader. It knows nothing of objects and rights. */

/** Without anything in it it is a sign of life; with an id alone only the reader's place goes on. */
export interface EventMessage {
  readonly id?: number;
  readonly event?: 'hello' | 'put' | 'delete' | 'resync';
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface EventOutput {
  write(message: EventMessage): void;
  /** So much waits for the reader that no more should be written until `onRoom`. */
  readonly isFull: boolean;
  onRoom(listener: () => void): void;
  /** The reader is gone, or its connection failed. */
  onGone(listener: () => void): void;
  /** After what was written. */
  end(): void;
  /** At once: what waits is thrown away. */
  cut(): void;
}
