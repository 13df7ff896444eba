import { instanceActions } from '@skerry/domain';
import { expect, test } from 'vitest';
import { en } from '../../i18n/en/resources.ts';
import { actionOf, deeds } from './deed-list.ts';

test('every action of the table is offered, by a menu and by the palette', () => {
  expect(new Set(deeds.map(actionOf))).toEqual(new Set(instanceActions));
  for (const deed of deeds) {
    expect(en.instances.actions[deed], deed).toMatch(/./);
    expect(en.instances.commands[deed], deed).toMatch(/./);
  }
});
