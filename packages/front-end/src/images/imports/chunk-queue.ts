/** Chunks from who has them to who writes them, one at a time: whoever brings one waits until it was written. */
export class ChunkQueue implements AsyncIterable<Buffer> {
  #given:
    | { readonly chunk: Buffer; readonly written: () => void; readonly failed: (error: unknown) => void }
    | undefined;
  #end: { readonly error?: unknown } | undefined;
  #news: (() => void) | undefined;

  /** Rejects when it ends before it was written. */
  push(chunk: Buffer): Promise<void> {
    return new Promise((written, failed) => {
      if (this.#end !== undefined) return failed(this.#end.error);
      this.#given = { chunk, written, failed };
      this.#news?.();
    });
  }

  /** Nothing comes any more. */
  end(): void {
    this.#end ??= {};
    this.#news?.();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#given?.failed(error);
    this.#given = undefined;
    this.#news?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const given = this.#given;
      if (given !== undefined) {
        yield given.chunk;
        // It is asked for the next one: this one was written.
        if (this.#given === given) this.#given = undefined;
        given.written();
      } else if (this.#end === undefined) {
        await new Promise<void>((news) => (this.#news = news));
      } else if ('error' in this.#end) throw this.#end.error;
      else return;
    }
  }
}
