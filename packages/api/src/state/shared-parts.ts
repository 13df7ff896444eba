import { type ObjectMeta, permissionBits, type Permissions } from '@skerry/domain';

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
  readonly #permissions: Permissions[] = [];
  #empty: object | undefined;

  in<T extends ObjectMeta>(object: T): T {
    const permissions = this.#permissionsLike(object.permissions);
    const labels = this.#one(object.labels);
    const attributes = this.#one(object.attributes);
    const same = permissions === object.permissions && labels === object.labels && attributes === object.attributes;
    return same ? object : { ...object, permissions, labels, attributes };
  }

  /** There are 512 of them: found without their text, which three of four parts would be written out for. */
  #permissionsLike(given: Permissions): Permissions {
    return (this.#permissions[permissionBits(given)] ??= given);
  }

  #one<T extends object>(part: T): T {
    if (isEmpty(part)) return (this.#empty ??= part) as T;
    const text = JSON.stringify(part);
    const known = this.#parts.get(text);
    if (known !== undefined) return known as T;
    if (text.length <= mostCharacters && this.#parts.size < mostParts) this.#parts.set(text, part);
    return part;
  }
}

function isEmpty(part: object): boolean {
  for (const _ in part) return false;
  return true;
}
