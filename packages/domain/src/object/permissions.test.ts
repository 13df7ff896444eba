import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  administratorsGroupId,
  formatPermissions,
  may,
  parsePermissions,
  type Permissions,
  privatePermissions,
  publicPermissions,
  type Right,
} from './permissions.ts';

const rights: readonly Right[] = ['use', 'manage', 'admin'];
const anyRights = fc.record({ use: fc.boolean(), manage: fc.boolean(), admin: fc.boolean() });
const anyPermissions: fc.Arbitrary<Permissions> = fc.record({ owner: anyRights, group: anyRights, other: anyRights });
const anySubject = fc.record({ userId: fc.nat(3), groupIds: fc.subarray([1, 2, 3]) });

describe('the nine characters', () => {
  it('say all of the rights and nothing else', () => {
    fc.assert(
      fc.property(anyPermissions, (permissions) => {
        expect(parsePermissions(formatPermissions(permissions))).toEqual(permissions);
      }),
    );
  });

  it.each(['', 'um-', 'um-u----', 'um-u------', 'mu-------', 'UM-------', 'um-u---- '])('"%s" is refused', (text) => {
    expect(parsePermissions(text)).toBeUndefined();
  });

  it('new objects belong to their owner alone, offered ones are for use by all', () => {
    expect(formatPermissions(privatePermissions)).toBe('um-------');
    expect(formatPermissions(publicPermissions)).toBe('um-u--u--');
  });
});

describe('may', () => {
  it('an administrator may do everything', () => {
    fc.assert(
      fc.property(anyPermissions, anySubject, (permissions, subject) => {
        const administrator = { ...subject, groupIds: [...subject.groupIds, administratorsGroupId] };
        for (const right of rights)
          expect(may(administrator, right, { ownerId: 9, groupId: 9, permissions })).toBe(true);
      }),
    );
  });

  it('a right that nobody was given, nobody but an administrator has', () => {
    fc.assert(
      fc.property(anyPermissions, anySubject, fc.constantFrom(...rights), (given, subject, right) => {
        const without = { ...given.owner, [right]: false };
        const permissions = {
          owner: without,
          group: { ...given.group, [right]: false },
          other: { ...given.other, [right]: false },
        };
        expect(may(subject, right, { ownerId: subject.userId, groupId: 1, permissions })).toBe(false);
      }),
    );
  });

  it('a stranger has what others have, no more', () => {
    fc.assert(
      fc.property(anyPermissions, fc.constantFrom(...rights), (permissions, right) => {
        const stranger = { userId: 7, groupIds: [7] };
        expect(may(stranger, right, { ownerId: 1, groupId: 1, permissions })).toBe(permissions.other[right]);
      }),
    );
  });

  it('being owner or member only ever adds', () => {
    fc.assert(
      fc.property(anyPermissions, fc.constantFrom(...rights), (permissions, right) => {
        const object = { ownerId: 1, groupId: 2, permissions };
        const stranger = may({ userId: 7, groupIds: [7] }, right, object);
        const member = may({ userId: 7, groupIds: [2, 7] }, right, object);
        const owner = may({ userId: 1, groupIds: [2] }, right, object);
        expect([stranger && !member, member && !owner]).toEqual([false, false]);
      }),
    );
  });
});
