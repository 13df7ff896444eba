import { expect, test } from 'vitest';
import { foldedFields } from './folded-fields.ts';
import { formFields } from './form-fields.ts';

test('what few fill in lies together behind one heading, and nothing is left out', () => {
  const fields = formFields('template.create');
  const groups = foldedFields(fields);
  expect(groups.flatMap((group) => group.fields)).toHaveLength(fields.length);
  expect(groups.flatMap((group) => group.fields)).toEqual(expect.arrayContaining(fields));
  const folded = groups.filter(({ title }) => title !== undefined);
  expect(folded.map(({ title }) => title)).toEqual(['forms.machine']);
  expect(folded[0]?.fields.map(({ name }) => name)).toContain('machine.topology.sockets');
  expect(
    groups.filter(({ title }) => title === undefined).flatMap((group) => group.fields.map((f) => f.name)),
  ).not.toContain('machine.firmware');
});
