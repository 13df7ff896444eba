/** What each value takes beside its text: the object, its place in its parent, its key. */
const bytesOfEach = 32;

/**
 * About how much memory a stored record takes, in bytes. Not the length of its JSON: `[{},{},{}]` is short as text and
 * large in memory, and who counts text only is filled by 64 KiB at a time that are a megabyte each.
 */
export function recordBytes(value: unknown): number {
  let bytes = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    bytes += bytesOfEach;
    if (typeof one === 'string') bytes += one.length;
    else if (Array.isArray(one)) for (const item of one) rest.push(item);
    else if (typeof one === 'object' && one !== null) {
      for (const [key, item] of Object.entries(one)) {
        bytes += key.length;
        rest.push(item);
      }
    }
  }
  return bytes;
}
