import type { Field } from '../../forms/field.ts';
import { text } from '../../i18n/i18n.ts';

/** What every object has. */
export const nameField = (): Field => ({
  name: 'name',
  label: text('objects.fields.name'),
  type: 'text',
  required: true,
});

const descriptionField = (): Field => ({
  name: 'description',
  label: text('objects.fields.description'),
  hint: text('objects.descriptionHint'),
  type: 'prose',
});

/** What may be given for every new object. */
export const givenFields = (): readonly Field[] => [
  descriptionField(),
  { name: 'labels', label: text('catalogue.labels'), type: 'labels' },
  {
    name: 'groupId',
    label: text('catalogue.group'),
    hint: text('catalogue.groupHint'),
    type: 'object',
    of: 'group',
  },
  { name: 'permissions', label: text('catalogue.permissions'), type: 'permissions' },
  attributesField(),
];

/** What may be changed of every object. `refusal`: why it may not be given away. */
export const changeableFields = (refusal: string | null): readonly Field[] => [
  descriptionField(),
  { name: 'labels', label: text('catalogue.labels'), type: 'labels' },
  { name: 'ownerId', label: text('objects.fields.owner'), type: 'object', of: 'user', required: true, refusal },
  { name: 'groupId', label: text('objects.fields.group'), type: 'object', of: 'group', required: true, refusal },
  { name: 'permissions', label: text('catalogue.permissions'), type: 'permissions' },
  attributesField(),
];

const attributesField = (): Field => ({
  name: 'attributes',
  label: text('catalogue.attributes'),
  hint: text('catalogue.attributesHint'),
  type: 'json',
});
