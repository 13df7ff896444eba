/** Keeps what stands there now; undefined: nothing any more. */
export function keepIn<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
