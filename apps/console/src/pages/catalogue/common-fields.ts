import type { Field } from '../../forms/field.ts';
import { text } from '../../i18n/i18n.ts';

const choices = ['um-------', 'um-u-----', 'um-um----', 'um-u--u--'] as const;

/** What every object has. */
export const nameField = (): Field => ({
  name: 'name',
  label: text('objects.fields.name'),
  type: 'text',
  required: true,
});

export const commonFields = (permissions?: string): readonly Field[] => [
  { name: 'labels', label: text('catalogue.labels'), type: 'labels' },
  {
    name: 'permissions',
    label: text('catalogue.permissions'),
    type: 'choice',
    options: [
      ...choices.map((value) => ({ value: value as string, label: text(`catalogue.permissionChoices.${value}`) })),
      ...(permissions === undefined || (choices as readonly string[]).includes(permissions)
        ? []
        : [{ value: permissions, label: permissions }]),
    ],
  },
];
