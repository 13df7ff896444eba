import { Duplex } from 'node:stream';

/** Milliseconds for which one viewer that does not read may hold the others. Longer freezes them; then it is left. */
const stalledMs = 10_000;

/**
 * One console of a guest for several viewers: all see the same, and what any of them types is typed. A serial port has
 * one client only, and the second who opens it is often the same person with a new connection. The guest is held while
 * a viewer does not read; with nobody left, the console is closed.
 */
export class SharedConsole {
  readonly #source: Duplex;
  readonly #viewers = new Set<Viewer>();
  #ended = false;

  /** When the guest's side is free again. */
  readonly closed: Promise<void>;

  constructor(source: Duplex) {
    this.#source = source;
    source.on('data', (bytes: Buffer) => this.#show(bytes));
    source.once('end', () => this.#end());
    // Listened to so that it does not end the process; 'close' follows.
    source.on('error', () => {});
    this.closed = new Promise((resolve) => {
      source.once('close', () => {
        this.#end();
        resolve();
      });
    });
  }

  get ended(): boolean {
    return this.#ended || this.#source.destroyed;
  }

  join(): Duplex {
    const viewer = new Viewer(
      this.#source,
      () => this.#flow(),
      () => this.#leave(viewer),
    );
    this.#viewers.add(viewer);
    return viewer;
  }

  #show(bytes: Buffer): void {
    for (const viewer of this.#viewers) viewer.show(bytes, this.#viewers.size > 1 ? stalledMs : undefined);
    this.#flow();
  }

  /** Only as fast as the slowest viewer. */
  #flow(): void {
    const held = [...this.#viewers].some((viewer) => viewer.isFull);
    if (held) this.#source.pause();
    else if (this.#source.isPaused()) this.#source.resume();
  }

  #leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size === 0) this.#source.destroy();
    else this.#flow();
  }

  #end(): void {
    this.#ended = true;
    for (const viewer of this.#viewers) viewer.push(null);
  }
}

class Viewer extends Duplex {
  readonly #source: Duplex;
  readonly #readAgain: () => void;
  readonly #left: () => void;
  isFull = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(source: Duplex, readAgain: () => void, left: () => void) {
    super();
    this.#source = source;
    this.#readAgain = readAgain;
    this.#left = left;
  }

  show(bytes: Buffer, patienceMs: number | undefined): void {
    if (this.destroyed || this.readableEnded) return;
    this.isFull = !this.push(bytes);
    if (this.isFull && patienceMs !== undefined) {
      this.#patience ??= setTimeout(() => this.destroy(new Error('this viewer did not read')), patienceMs);
    }
  }

  override _read(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (!this.isFull) return;
    this.isFull = false;
    this.#readAgain();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#source.writable) this.#source.write(bytes, done);
    else done();
  }

  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#patience);
    this.#left();
    done(error);
  }
}
