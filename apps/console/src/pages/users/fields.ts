import type { Field } from '../../forms/field.ts';
import { text } from '../../i18n/i18n.ts';

export const groupsField = (): Field => ({
  name: 'groupIds',
  label: text('people.users.groups'),
  type: 'object',
  of: 'group',
  many: true,
});
export const sshKeysField = (): Field => ({
  name: 'sshKeys',
  label: text('people.users.sshKeys'),
  hint: text('people.users.sshKeysHint'),
  type: 'lines',
});
export const currentPasswordField = (): Field => ({
  name: 'currentPassword',
  label: text('people.users.currentPassword'),
  type: 'password',
  required: true,
});
export const passwordField = (): Field => ({
  name: 'password',
  label: text('people.users.password'),
  hint: text('people.users.passwordHint'),
  type: 'password',
  required: true,
});
