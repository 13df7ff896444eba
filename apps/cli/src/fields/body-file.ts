import { parseAllDocuments } from 'yaml';
import { unknownWord } from '@skerry/domain';
import { usage } from '../failure/cli-error.ts';
import type { Io } from '../io.ts';
import { type Body, fieldOf, put } from './body-flags.ts';
import type { Flag, FlagContext } from './flag.ts';
import { fileOrStdin } from './read-text.ts';

/** Objects in a YAML or JSON file: one, several documents, or a list. */
export async function readDocuments(io: Io, path: string): Promise<Body[]> {
  const documents = parseAllDocuments(await fileOrStdin(io, path));
  const list = Array.isArray(documents) ? documents : [];
  const broken = list.flatMap((d) => d.errors)[0];
  if (broken)
    throw usage(`${path} is not YAML: ${broken.message.split('\n')[0] ?? ''}`, 'Mend the line and try again.');
  const values = list.flatMap((d) => d.toJS() as unknown).filter((v) => v !== null && v !== undefined);
  if (values.length === 0) throw usage(`${path} holds no object.`);
  for (const value of values) {
    if (typeof value !== 'object') throw usage(`${path} must hold objects, such as "name: web".`);
  }
  return values as Body[];
}

/**
 * One document as a body. Every field may be written as the API names it (`memoryMiB: 256`) or as the flag is called
 * (`memory: 256M`, `template: tiny`, `ssh-key: [...]`).
 */
export async function bodyOf(document: Body, flags: readonly Flag[], context: FlagContext): Promise<Body> {
  const body: Body = {};
  for (const [key, value] of Object.entries(document)) {
    const flag = flags.find((f) => nameOf(f) === kebab(key));
    const isField = flags.some((f) => f.field.split('.')[0] === key || f.or?.field === key) || key === 'name';
    const asIs = value !== null && typeof value === 'object' && !Array.isArray(value);
    if (flag && !asIs && !(isField && typeof value !== 'string' && !Array.isArray(value))) {
      const values = Array.isArray(value) ? value.map(String) : [String(value)];
      const list = !flag.repeatable && Array.isArray(value) ? [values.join(',')] : values;
      const parsed = await flag.parse(list, context);
      put(body, fieldOf(flag, parsed), parsed);
    } else if (flag && !isField) put(body, flag.field, value);
    else if (isField) put(body, key, value);
    else {
      throw usage(unknownWord('There is no field', key, ['name', ...flags.map(nameOf)]));
    }
  }
  return body;
}

const nameOf = (flag: Flag): string => flag.option.replace(/^--(no-)?/, '').split(' ')[0] ?? '';
const kebab = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
