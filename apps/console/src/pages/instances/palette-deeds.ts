import { consoleTypes } from '@skerry/domain';
import type { Instance } from '../../api/kinds.ts';
import { session } from '../../api/session.ts';
import type { PaletteDeeds } from '../../app/palette-deeds.ts';
import { travel } from '../../app/travel.ts';
import { text } from '../../i18n/i18n.ts';
import { actionOf, type Deed, deeds } from './deed-list.ts';
import { doDeed } from './deeds.ts';
import { actionsFor, consolesFor } from './may.ts';

const console = 'console';
const all = [...deeds, console] as const;
const isDeed = (id: string): id is Deed => deeds.some((deed) => deed === id);

/** Every action of the table, and the console. */
export const instanceDeeds: PaletteDeeds<Instance> = {
  kind: 'instance',
  deeds: all.map((id) => ({ id, command: text(`instances.commands.${id}`) })),
  refusal: (id, instance) => {
    const { user } = session.get();
    if (isDeed(id)) return actionsFor(instance, user)[actionOf(id)];
    const consoles = consolesFor(instance, user);
    return consoleTypes.some((type) => consoles[type] === null) ? null : consoles.serial;
  },
  run: (id, instance) => {
    if (isDeed(id)) doDeed(id, instance);
    else travel.go(`/instances/${instance.id}`, { tab: 'console' });
  },
};
