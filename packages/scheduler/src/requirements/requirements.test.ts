import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { host } from '../../testing/host.ts';
import { compileRequirements } from './compile.ts';
import { globMatches } from './glob.ts';

const remaining = { cpus: 10, memoryMiB: 2048, diskMiB: 9000, load: 0.25 };
const subject = host({
  hostId: 7,
  clusterId: 2,
  name: 'edge-07',
  labels: { zone: 'a', slots: '12', 'rack/row': 'r1' },
  clusterLabels: { country: 'no' },
  attributes: { gpu: { count: 2, models: ['l4', 't4'] }, tested: true },
});

function ask(text: string): boolean {
  const compiled = compileRequirements(text);
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value.matches(subject, remaining);
}
function complaint(text: string): string {
  const compiled = compileRequirements(text);
  if (compiled.ok) throw new Error(`"${text}" compiled`);
  expect(compiled.error).toMatchObject({ code: 'requirements-invalid', kind: 'refused', field: 'requirements' });
  return [compiled.error.message, compiled.error.hint].filter(Boolean).join(' | ');
}

describe('requirements that hold', () => {
  it.each([
    '',
    '   ',
    'true',
    'labels.zone == "a"',
    "labels.zone == 'a'",
    'labels["rack/row"] == "r1"',
    'labels.zone == "a" && freeMemoryMiB >= 1024 && !(name =~ "old-*") || cpus > 800',
    'false || true && true',
    'true || true && false',
    '!false && !(1 > 2)',
    'labels.slots >= 4 && labels.slots < 12.5',
    'labels.missing != "a"',
    'has(labels.zone) && !has(labels.missing)',
    'labels.zone in ["b", "a"]',
    '!(name in [])',
    '"vm" in runtimes',
    '"t4" in attributes.gpu.models',
    'attributes.gpu.count == 2 && attributes.tested == true',
    'clusterLabels.country == "no" && clusterId == 2 && hostId == 7',
    'name =~ "edge-0?" && !(name =~ "edge")',
    'load <= 0.25 && load > -1',
    '"b" > "a"',
  ])('%s', (text) => {
    expect(ask(text)).toBe(true);
  });
});

describe('requirements that do not hold', () => {
  it.each([
    'false',
    'labels.zone == "A"',
    'labels.missing == "a"',
    'labels.missing < 4',
    'labels.missing >= 4',
    'labels.zone > 4',
    'labels.missing =~ "*"',
    'labels.missing in ["a"]',
    'has(labels.constructor)',
    'has(attributes.__proto__.polluted)',
    'attributes.gpu == 2',
    '"x" in attributes.tested',
  ])('%s', (text) => {
    expect(ask(text)).toBe(false);
  });
});

it('says what is wrong, where, and what to write instead', async () => {
  const wrong = [
    'a b',
    'labels.zone ==',
    '(name == "a"',
    'name == "a',
    'labels["zone == "a"',
    'zone == "a"',
    'region.zone == "a"',
    'name',
    'labels.zone',
    'cpus == "many"',
    'cpus =~ "4*"',
    'name =~ cpus',
    'name in "a"',
    'name in ["a", , "b"]',
    'runtimes == "vm"',
    '!name == "a"',
    'name = "a"',
    'name == "a";',
    '(name == "a" cpus > 1)',
    'cpus > 1 ? true : false',
    'this == 1',
    'f(name)',
    'labels[1] == "a"',
    '(name == "a") == true',
    `${'('.repeat(51)}true${')'.repeat(51)}`,
    '!'.repeat(60),
  ];
  await expect(`${wrong.map((text) => `${text}\n    ${complaint(text)}`).join('\n')}\n`).toMatchFileSnapshot(
    '../../testing/requirements.golden.txt',
  );
  expect(complaint(`name == "${'x'.repeat(2000)}"`)).toContain('at most 2000');
});

it('knows which requirements must be asked anew for every request', () => {
  const changes = (text: string) => {
    const compiled = compileRequirements(text);
    return compiled.ok && compiled.value.changes;
  };
  expect(changes('cpus > 4 && labels.zone == "a"')).toBe(false);
  expect(changes('cpus > 4 || !(freeCpus < 2)')).toBe(true);
  expect(changes('has(load)')).toBe(true);
});

it('takes a chain of conditions as long as the text may be', () => {
  const text = Array.from({ length: 200 }, () => 'cpus>1').join('&&');
  expect(text.length).toBeLessThan(2000);
  expect(ask(text)).toBe(true);
});

describe('for any text', () => {
  const tokens = fc.constantFrom(
    'name',
    'cpus',
    'load',
    'labels',
    'labels.a',
    'has',
    'in',
    'this',
    'null',
    'true',
    '"a"',
    "'b",
    '1',
    '1e',
    '.5',
    '==',
    '!=',
    '<',
    '>=',
    '=~',
    '&&',
    '||',
    '!',
    '-',
    '(',
    ')',
    '[',
    ']',
    ',',
    ';',
    '.',
    '?',
    ':',
    '?.',
    '`',
    '\\',
  );
  const texts = fc.oneof(
    fc.string({ maxLength: 300, unit: 'binary' }),
    fc.array(tokens, { maxLength: 60 }).map((t) => t.join(' ')),
    fc.array(tokens, { maxLength: 60 }).map((t) => t.join('')),
    fc.tuple(tokens, fc.integer({ min: 1, max: 1500 })).map(([t, n]) => t.repeat(n)),
  );

  it('compiling neither throws nor evaluates to anything but true or false', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const compiled = compileRequirements(text);
        if (compiled.ok) expect(typeof compiled.value.matches(subject, remaining)).toBe('boolean');
        else expect(compiled.error.message).toMatch(/[.)]$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('a condition in "!(…)" is true exactly where the condition is false', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = compileRequirements(text);
        if (!plain.ok || text.trim() === '') return;
        const denied = compileRequirements(`!(${text})`);
        if (!denied.ok) return;
        expect(denied.value.matches(subject, remaining)).toBe(!plain.value.matches(subject, remaining));
      }),
      { numRuns: 1000 },
    );
  });
});

it('a pattern matches as the same pattern in a regular expression does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('?', '.').replaceAll(/\*+/g, '.*')}$`);
      expect(globMatches(pattern, text)).toBe(expression.test(text));
    }),
    { numRuns: 1000 },
  );
});
