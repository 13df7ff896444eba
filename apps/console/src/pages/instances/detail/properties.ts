import { announce } from '../../../activity/activities.ts';
import type { Instance } from '../../../api/kinds.ts';
import { pathOf } from '../../../app/places.ts';
import { text } from '../../../i18n/i18n.ts';
import { openEdit } from '../../catalogue/changes.ts';

/** Name, labels, owner, group, rights and attributes; its cluster does it, and that is followed. */
export const openProperties = ({ id, name }: Instance): Promise<void> =>
  openEdit('instance', id, (changed) => {
    const { wanted } = changed as Instance;
    announce({
      title: text('instances.doing.update', { what: `"${name}"` }),
      path: pathOf('instance', id),
      goals: [{ id, name: changed.name, generation: wanted.generation, gone: false }],
    });
  });
