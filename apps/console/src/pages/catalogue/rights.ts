import { isAdministrator, may, type Right } from '@skerry/domain';
import { cache, keys } from '../../api/cache.ts';
import type { Status, User } from '../../api/kinds.ts';
import { owned, subjectOf } from '../../api/session.ts';
import { text } from '../../i18n/i18n.ts';

interface Owned {
  readonly ownerId: number;
  readonly groupId: number;
  readonly permissions: string;
}

/** Null: this user may. Else the sentence that stands at the button that is switched off. The domain decides. */
export const lackOf = (right: Right, object: Owned, user: User | undefined): string | null =>
  may(subjectOf(user), right, owned(object))
    ? onlyAtFrontEnd()
    : text('catalogue.lacksRight', { right, permissions: object.permissions });

export const lackOfAdministrator = (user: User | undefined): string | null =>
  isAdministrator(subjectOf(user)) ? onlyAtFrontEnd() : text('catalogue.onlyAdministrators');

/** The console of a site has a copy of the catalogue: nothing of it is changed there, whatever the rights. */
export const onlyAtFrontEnd = (): string | null =>
  cache.getQueryData<Status>(keys.status)?.site === undefined ? null : text('shell.onlyAtFrontEnd');
