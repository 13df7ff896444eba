/** What is typed behind a flag, as the API takes it; a usage error where it is no such thing. */
import { commandLineIn, environmentProblem, rangeIn, unknownWord } from '@skerry/domain';
import { usage } from '../failure/cli-error.ts';

/** `{a: 'b'}`; `key-` becomes null, which the caller takes for "remove". */
export function labels(values: readonly string[]): Record<string, string | null> {
  const found = new Map<string, string | null>();
  for (const text of values.flatMap((v) => v.split(/,(?=[^=]+(?:=|-$))/))) {
    const at = text.indexOf('=');
    const removes = at < 0 && text.endsWith('-');
    const key = at < 0 ? text.slice(0, removes ? -1 : undefined) : text.slice(0, at);
    const value = removes ? null : at < 0 ? '' : text.slice(at + 1);
    if (key === '') throw usage(`--label: "${text}" is not key=value.`, 'Write it like --label zone=a.');
    if (found.has(key) && found.get(key) !== value) {
      throw usage(`--label: "${key}" is given twice, and can be only one.`, 'Give it once.');
    }
    found.set(key, value);
  }
  return Object.fromEntries(found);
}

/** Words of a closed list, with commas. */
export function listOf(text: string, choices: readonly string[] | undefined, flag: string): string[] {
  const words = text.split(',').filter(Boolean);
  const wrong = choices && words.find((word) => !choices.includes(word));
  if (choices && wrong !== undefined) throw usage(unknownWord(`${flag}: there is no`, wrong, choices));
  return words;
}

export function number(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw usage(`${flag}: "${text}" is not a number.`);
  return value;
}

export function json(text: string, flag: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(
      `${flag}: this is not JSON: ${(error as Error).message}.`,
      `Quote it for the shell: ${flag} '{"a": 1}'.`,
    );
  }
}

export function location(text: string): unknown {
  const [latitude, longitude, ...place] = text.split(',');
  const values = [latitude, longitude].map((v) => (v === undefined || v.trim() === '' ? Number.NaN : Number(v)));
  if (values.some((v) => !Number.isFinite(v))) {
    throw usage(`--location: "${text}" is not a place.`, 'Write latitude, longitude and a name: 60.39,5.32,Bergen.');
  }
  return { latitude: values[0], longitude: values[1], place: place.join(',').trim() };
}

export function range(text: string): unknown {
  const read = rangeIn(text);
  if (read !== undefined) return read;
  throw usage(
    `--range: "${text}" is not a range.`,
    'Write the first and the last address: 10.60.0.10-10.60.0.99; or one address alone.',
  );
}

/** A JSON list as it is, anything else as a line of words. */
export function programWords(text: string, flag: string): readonly string[] {
  if (/^\s*\[/.test(text)) {
    const list = json(text, flag);
    if (Array.isArray(list) && list.every((word) => typeof word === 'string')) return list;
    throw usage(`${flag}: this is no list of words.`, `Write it like ${flag} '["sh", "-c", "echo a b"]'.`);
  }
  const line = commandLineIn(text);
  if (line.ok) return line.words;
  throw usage(`${flag}: ${line.problem}`, `Quote it for the shell: ${flag} "sh -c 'echo a b'".`);
}

/** `NAME=value` as it is; a name alone has the value that it has here. */
export function environment(values: readonly string[], flag: string): string[] {
  return values.map((entry) => {
    const here = entry.includes('=') ? entry : `${entry}=${process.env[entry] ?? ''}`;
    if (!entry.includes('=') && process.env[entry] === undefined) {
      throw usage(`${flag}: "${entry}" has no value here.`, `Write it like ${flag} ${entry}=value.`);
    }
    const problem = environmentProblem(here);
    if (problem !== undefined) throw usage(`${flag}: ${problem}`);
    return here;
  });
}
