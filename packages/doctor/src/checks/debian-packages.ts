import { dirname, join } from 'node:path';
import type { Check } from '../check.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { ask, fileText } from '../read.ts';

export interface Reading {
  /** Text of tools/debian-packages.txt; undefined: it is not beside this program. */
  readonly wanted: string | undefined;
  /** Undefined: there is no dpkg on this machine. */
  readonly installed: ReadonlySet<string> | undefined;
}

const listName = 'tools/debian-packages.txt';

export const debianPackages: Check<Reading> = {
  name: 'packages',
  read: async () => {
    const answer = await ask('dpkg-query', ['--show', '--showformat', '${db:Status-Status} ${Package}\\n'], 15_000);
    const lines = answer.ok ? answer.text.split('\n') : undefined;
    const installed = lines?.flatMap((line) => (line.startsWith('installed ') ? [line.slice(10)] : []));
    return { wanted: await findList(import.meta.dirname), installed: installed && new Set(installed) };
  },
  judge: ({ wanted, installed }) => {
    if (installed === undefined) {
      return [
        warning('This is not Debian or Ubuntu: whether what a host needs is installed is seen by its commands only.'),
      ];
    }
    if (wanted === undefined) return [warning(`The list of packages (${listName}) is not beside this program.`)];
    const found: Judgement[] = [];
    for (const [section, names] of parseList(wanted)) {
      const missing = names.filter((name) => !installed.has(name));
      if (missing.length === 0) found.push(ok(`All ${names.length} packages for "${section}" are installed.`));
      else {
        const sentence = `For "${section}" ${missing.length === 1 ? 'a package is' : 'packages are'} missing: ${missing.join(', ')}.`;
        const mend = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
        found.push(section === 'host' ? problem(sentence, mend) : warning(sentence, mend));
      }
    }
    return found;
  },
};

/** Sections ("# host") and the packages under them. Text before the first section's packages is no section. */
export function parseList(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let section = 'host';
  for (const line of text.split('\n')) {
    const heading = /^#\s*(.+)$/.exec(line.trim())?.[1];
    const name = line.replace(/#.*/, '').trim();
    if (heading !== undefined) section = heading;
    else if (name !== '') sections.set(section, [...(sections.get(section) ?? []), name]);
  }
  return sections;
}

/** Beside the source, or beside the bundle: some folder above holds it. */
async function findList(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const text = await fileText(join(folder, listName));
    if (text !== undefined || folder === dirname(folder)) return text;
  }
}
