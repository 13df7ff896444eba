import { expect, it } from 'vitest';
import { parsePermissions, privatePermissions } from '../object/permissions.ts';
import { consoleRefusal, consolesOf } from './consoles.ts';
import { consoleTypes } from './kinds.ts';
import { instanceKinds } from './kinds.ts';
import { whyNoConsole, whyNot } from './may-act.ts';
import { instanceStates } from './state.ts';

it('every kind that runs has a console, and whatever is refused is refused by a sentence with a way out', () => {
  for (const kind of instanceKinds) {
    expect(Object.values(consolesOf(kind, 'running'))).toContain(null);
    for (const state of instanceStates) {
      for (const type of consoleTypes) {
        const sentence = consoleRefusal(type, kind, state);
        if (sentence !== undefined) expect(sentence).toMatch(/^[A-Z].*\. ?.*\.$|gone\.$/);
      }
    }
  }
});

it('a guest that is off has no console', () => {
  for (const state of ['pending', 'preparing', 'stopped', 'deleting'] as const) {
    expect(consolesOf('vm', state).display).not.toBeNull();
    expect(consolesOf('container', state).shell).not.toBeNull();
  }
});

it('who may only look reads that he lacks the right, not that the state is wrong', () => {
  const instance = {
    kind: 'vm' as const,
    ownerId: 1,
    groupId: 2,
    permissions: parsePermissions('umau--u--') ?? privatePermissions,
  };
  const guest = { userId: 9, groupIds: [5] };
  expect(whyNot('stop', 'stopped', guest, instance)).toContain('the right "manage"');
  expect(whyNoConsole('serial', { ...instance, kind: 'vm', state: 'running' }, guest)).toContain('umau--u--');
  const owner = { userId: 1, groupIds: [2] };
  expect(whyNot('stop', 'running', owner, instance)).toBeUndefined();
  expect(whyNot('stop', 'stopped', owner, instance)).toContain('while it is stopped');
  expect(whyNoConsole('serial', { ...instance, kind: 'vm', state: 'running' }, owner)).toBeUndefined();
});
