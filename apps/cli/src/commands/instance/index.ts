import type { Register } from '../../cli.ts';
import { instanceNoun } from '../../nouns/instance.ts';
import { addList } from '../../verbs/list.ts';
import { addExplain, addShow } from '../../verbs/read.ts';
import { addCdromVerbs } from './cdrom.ts';
import { addChangeVerbs } from './change.ts';
import { addConsole } from './console.ts';
import { addInstanceCreate } from './create.ts';
import { addExec } from './exec.ts';
import { addLookVerbs } from './look.ts';
import { addInstanceDelete, addPowerVerbs } from './power.ts';
import { addSsh } from './ssh.ts';

export const register: Register = (command, cli) => {
  addList(command, cli, instanceNoun);
  addShow(command, cli, instanceNoun);
  addInstanceCreate(command, cli);
  addPowerVerbs(command, cli);
  addChangeVerbs(command, cli);
  addCdromVerbs(command, cli);
  addInstanceDelete(command, cli);
  addExplain(command, cli, 'instance');
  addLookVerbs(command, cli);
  addConsole(command, cli);
  addExec(command, cli);
  addSsh(command, cli);
};
