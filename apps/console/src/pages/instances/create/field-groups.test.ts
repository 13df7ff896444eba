import { expect, test } from 'vitest';
import { formFields } from '../../../forms/form-fields.ts';
import { groupsOf } from './field-groups.ts';

const all = formFields('instance.create');
const names = (group: string) =>
  groupsOf(all)
    .find((each) => each.group === group)
    ?.members.map(({ name }) => name);

test('every field that the contract takes of a new instance stands in one group, also one that nobody placed', () => {
  const placed = groupsOf(all).flatMap(({ members }) => members.map(({ name }) => name));
  expect(placed.toSorted()).toEqual(all.map(({ name }) => name).toSorted());
  const [first] = all;
  const unheard = { ...first!, name: 'unheard' };
  expect(groupsOf([...all, unheard]).at(-1)?.members).toContain(unheard);
});

test('no group names a field that the contract has not', () => {
  expect(names('what')).toEqual(['name', 'kind', 'templateId', 'imageId']);
  expect(names('size')).toEqual(['cpus', 'memoryMiB', 'diskSizeMiB']);
  expect(names('machine')?.length).toBe(15);
  expect(names('whose')?.filter((name) => name.startsWith('machine.'))).toEqual([]);
  expect(names('place')?.length).toBe(7);
  expect(names('access')?.length).toBe(3);
});
