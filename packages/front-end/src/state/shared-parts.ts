import type { ObjectMeta } from '@skerry/domain';

/** Parts remembered. More different ones than that are not shared, and lie in memory once each. */
const mostParts = 10_000;
/** Characters of a part that is worth sharing. Larger: users fill this memory with parts that only they have. */
const mostCharacters = 512;

/**
 * Of thousands of objects most have the same permissions, labels and attributes. They are read from JSON, each with its
 * own; this lets equal ones be one: 700 bytes for each object. Records never change, so nobody can tell. What is shared
 * stays until the end of the process, so it is small.
 */
export class SharedParts {
  readonly #parts = new Map<string, object>();

  in<T extends ObjectMeta>(object: T): T {
    const permissions = this.#one(object.permissions);
    const labels = this.#one(object.labels);
    const attributes = this.#one(object.attributes);
    const same = permissions === object.permissions && labels === object.labels && attributes === object.attributes;
    return same ? object : { ...object, permissions, labels, attributes };
  }

  #one<T extends object>(part: T): T {
    const text = JSON.stringify(part);
    const known = this.#parts.get(text);
    if (known !== undefined) return known as T;
    if (text.length <= mostCharacters && this.#parts.size < mostParts) this.#parts.set(text, part);
    return part;
  }
}
