/** What can be asked of the hosts that somebody sees: one condition for each label and attribute that is there. Pure. */
interface Described {
  readonly labels: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** More is no list to choose from. */
const most = 24;

export function hostWords(hosts: readonly Described[]): string[] {
  const found = new Set<string>();
  for (const { labels, attributes } of hosts) {
    for (const [key, value] of Object.entries(labels)) found.add(`${named('labels', key)} == ${JSON.stringify(value)}`);
    for (const [key, value] of Object.entries(attributes)) {
      const name = named('attributes', key);
      const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      found.add(isPlain ? `${name} == ${JSON.stringify(value)}` : `has(${name})`);
    }
  }
  return [...found].sort((a, b) => a.localeCompare(b)).slice(0, most);
}

const named = (family: string, key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `${family}.${key}` : `${family}[${JSON.stringify(key)}]`;

/** With one condition more; that is there already, as it was. */
export function withCondition(requirements: string, condition: string): string {
  const before = requirements.trim();
  if (before.includes(condition)) return before;
  if (before === '') return condition;
  return before.includes('||') ? `(${before}) && ${condition}` : `${before} && ${condition}`;
}
