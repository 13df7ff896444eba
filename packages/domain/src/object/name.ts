/** Longest name, characters. Longer would not fit a DNS label, and names become host names. */
export const maxNameLength = 63;

/** Letters, digits, `-`, `_` and `.`; starts with a letter or digit: safe in paths, URLs, shells and host names. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Undefined when the name is fine, else a sentence that says what to do. */
export function nameProblem(name: string): string | undefined {
  if (name.length === 0) return 'A name is empty: give at least one character.';
  if (name.length > maxNameLength)
    return `A name has at most ${maxNameLength} characters; this one has ${name.length}.`;
  if (!namePattern.test(name)) {
    return 'A name starts with a letter or digit and holds only letters, digits, ".", "_" and "-".';
  }
  return undefined;
}

/** A name as a DNS label: lower case, `_` and `.` become `-`. */
export const hostname = (name: string): string =>
  name.toLowerCase().replace(/[._]/g, '-').slice(0, maxNameLength).replace(/-+$/, '') || 'instance';
