/**
 * Fields of records that are sealed on disk, wherever in a record they stand: what users give to guests may hold
 * passwords. A field that is added to `InstanceContext` and is no public key belongs here.
 */
import type { InstanceContext } from '@skerry/domain';

const ofContext = ['userData', 'userDataBase64'] as const satisfies readonly (keyof InstanceContext)[];

/** Of a record that was set aside, the text that it was cut to may hold any of them. */
const ofUnreadable = [...ofContext, 'value'] as const;

export const sealedFields = (key: string): readonly string[] =>
  key.startsWith('/unreadable/') ? ofUnreadable : ofContext;
