import { isAdministrator, may, type Right } from '@skerry/domain';
import type { User } from '../../api/kinds.ts';
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
    ? null
    : text('catalogue.lacksRight', { right, permissions: object.permissions });

export const lackOfAdministrator = (user: User | undefined): string | null =>
  isAdministrator(subjectOf(user)) ? null : text('catalogue.onlyAdministrators');
