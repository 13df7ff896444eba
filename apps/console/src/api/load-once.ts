/** Something that is loaded once and then at hand. A failure is not kept: the next who asks tries again. */
export class LoadOnce<T> {
  /** How many are on the way just now. */
  static underWay = 0;
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
    this.#underWay ??= this.#begin();
    return this.#underWay;
  }

  async #begin(): Promise<T> {
    LoadOnce.underWay++;
    try {
      return (this.#loaded = await this.#load());
    } catch (error) {
      this.#underWay = undefined;
      throw error;
    } finally {
      LoadOnce.underWay--;
    }
  }
}
