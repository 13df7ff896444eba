/** Something that is loaded once and then at hand. A failure is not kept: the next who asks tries again. */
export class LoadOnce<T> {
  readonly #load: () => Promise<T>;
  #underWay: Promise<T> | undefined;
  #loaded: T | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Undefined until it is there. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  get(): Promise<T> {
    this.#underWay ??= this.#load().then(
      (loaded) => (this.#loaded = loaded),
      (error: unknown) => {
        this.#underWay = undefined;
        throw error;
      },
    );
    return this.#underWay;
  }
}
