import { text } from '../../i18n/i18n.ts';
import { State } from '../../ui/state.tsx';

/** May the user log in? */
export const UserStateMark = ({ enabled }: { readonly enabled: boolean }) => (
  <State
    tone={enabled ? 'good' : 'calm'}
    label={enabled ? text('people.users.enabled') : text('people.users.disabled')}
  />
);
